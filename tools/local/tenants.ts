import { setTimeout as sleep } from "node:timers/promises";

import { get } from "../control-plane/api.ts";
import type { Access } from "../control-plane/kubeconfig.ts";
import { Failure } from "../failure.ts";

/** A tenant as the API server has it. */
export interface TenantRow {
    readonly id: string;
    readonly plan: string;
    readonly namespace: string;
    readonly quota: string;
}

interface KubernetesList {
    readonly items: readonly {
        readonly metadata: { readonly name: string; readonly namespace?: string };
        readonly spec?: {
            readonly tenantId?: string;
            readonly planId?: string;
            readonly hard?: Readonly<Record<string, string>>;
        };
    }[];
}

/**
 * Reads tenants and their quotas back from a cluster, sorted by id: two requests, however many.
 * A cluster without the Tenant type has none.
 */
export async function readTenants(access: Access): Promise<TenantRow[]> {
    const [tenants, quotas] = await Promise.all([
        list(access, "/apis/neurallog.io/v1/tenants"),
        list(access, "/api/v1/resourcequotas"),
    ]);
    const hard = new Map<string, Record<string, string>>();
    for (const { metadata, spec } of quotas.items) {
        const namespace = metadata.namespace ?? "";
        hard.set(namespace, { ...hard.get(namespace), ...spec?.hard });
    }
    return tenants.items
        .map(({ metadata, spec }) => {
            const id = spec?.tenantId ?? metadata.name;
            const namespace = `tenant-${id}`;
            const quota = describeQuota(hard.get(namespace) ?? {});
            return { id, plan: spec?.planId ?? "?", namespace, quota };
        })
        .sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** The limits that a plan is known by, shortly: `cpu 2-4, memory 4Gi-8Gi, storage 20Gi, pods 20`. */
export function describeQuota(hard: Readonly<Record<string, string>>): string {
    const range = (resource: string): string | undefined => {
        const bounds = [hard[`requests.${resource}`] ?? hard[resource], hard[`limits.${resource}`]];
        return [...new Set(bounds.filter((bound) => bound !== undefined))].join("-") || undefined;
    };
    const parts = (["cpu", "memory", "storage", "pods"] as const).flatMap((resource) => {
        const limit = range(resource);
        return limit === undefined ? [] : [`${resource} ${limit}`];
    });
    return parts.join(", ") || "none";
}

async function list(access: Access, path: string): Promise<KubernetesList> {
    for (let attempt = 1; ; attempt++) {
        const { status, body } = await get(access, path, 30_000);
        if (status === 200) return JSON.parse(body) as KubernetesList;
        if (status === 404) return { items: [] };
        // A type that has just been defined: its storage takes a moment.
        if (status !== 429 || attempt === 10) {
            throw new Failure(`${access.server}${path} answered ${status}: ${body}`);
        }
        await sleep(1_000);
    }
}
