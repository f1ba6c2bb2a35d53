import type { KubernetesObject } from "../blueprint/index.ts";
import type { ClusterContext } from "../cluster-context.ts";
import type { PlanLimits, PlanName } from "../plans.ts";
import type { Quantity } from "../quantity.ts";
import type { Edge } from "../reachability/index.ts";
import type { Tenant } from "../tenant.ts";

import { tenantObjects } from "../blueprint/index.ts";
import { isolationOf } from "../isolation.ts";
import { PLANS } from "../plans.ts";
import { parseQuantity } from "../quantity.ts";
import { reachWords } from "../reachability/index.ts";
import { STORAGE_CLASSES } from "../storage-classes.ts";
import { tenantNamespace } from "../tenant-id.ts";
import { PRICES } from "./prices.ts";

/** Everything somebody asks about one tenant, on one page. Derived from what is applied, so it cannot be out of date. */
export interface Passport {
    readonly tenant: string;
    readonly namespace: string;
    readonly plan: PlanName;
    /** `active`, `suspended`, or `offboarding until 2026-12-31`. */
    readonly state: string;
    /** Every key of the quota, as it is stamped: a tenant that is not active has no pods. */
    readonly quota: Readonly<Record<string, Quantity>>;
    readonly limits: PlanLimits;
    /** How many pods fit when each asks for nothing; the mesh adds nothing to a pod. */
    readonly podsWithDefaults: number;
    /** Who can call the tenant's pods, and on which ports. */
    readonly callers: readonly Reached[];
    /** What the tenant's pods can call, and on which ports. */
    readonly destinations: readonly Reached[];
    readonly storage: {
        readonly claim: string;
        readonly size: Quantity;
        readonly storageClass: string;
        readonly afterDeletion: string;
    };
    /** Dollars a month for the compute the tenant is guaranteed, at list price. */
    readonly costFloor: number;
}

export interface Reached {
    readonly who: string;
    readonly ports: string;
}

/** The passport of a tenant on a cluster. */
export function passport(tenant: Tenant, cluster: ClusterContext): Passport {
    const objects = tenantObjects(tenant, cluster);
    const quota = quotaOf(objects);
    const { limits } = PLANS[tenant.plan];
    const { edges } = isolationOf([tenant], cluster);
    return {
        tenant: tenant.id,
        namespace: tenantNamespace(tenant.id),
        plan: tenant.plan,
        state: tenant.state === "offboarding" ? `offboarding until ${tenant.until}` : tenant.state,
        quota,
        limits,
        podsWithDefaults: podsWithDefaults(quota, limits),
        callers: edges.filter(({ to }) => to.tenant).map((edge) => reached(edge, edge.from)),
        destinations: edges.filter(({ from }) => from.tenant).map((edge) => reached(edge, edge.to)),
        storage: storageOf(objects),
        costFloor: costFloor(quota),
    };
}

function reached(edge: Edge, { tenant, namespaces, name }: Edge["from"]): Reached {
    const [namespace] = namespaces;
    const who = tenant ? "itself" : namespace === undefined ? name : `${name} of ${namespace}`;
    return { who, ports: reachWords(edge.reach) };
}

function podsWithDefaults(quota: Record<string, Quantity>, { container }: PlanLimits): number {
    const bounds = (["cpu", "memory", "ephemeral-storage"] as const).flatMap((resource) => [
        share(quota[`limits.${resource}`], container.default[resource]),
        share(quota[`requests.${resource}`], container.defaultRequest[resource]),
    ]);
    return Math.min(Number(quota["pods"]), ...bounds);
}

/** How many times `part` goes into `whole`. */
function share(whole: Quantity | undefined, part: Quantity): number {
    const total = parseQuantity(whole ?? "0") ?? 0n;
    const each = parseQuantity(part) ?? 0n;
    return each === 0n ? 0 : Number(total / each);
}

function quotaOf(objects: readonly KubernetesObject[]): Record<string, Quantity> {
    const quota = objects.find((object) => object.kind === "ResourceQuota");
    if (quota?.kind !== "ResourceQuota") {
        throw new Error("the blueprint has no quota");
    }
    return quota.spec?.hard ?? {};
}

function storageOf(objects: readonly KubernetesObject[]): Passport["storage"] {
    const claim = objects.find((object) => object.kind === "PersistentVolumeClaim");
    if (claim?.kind !== "PersistentVolumeClaim") {
        throw new Error("the blueprint has no data volume");
    }
    const { storageClassName = "", resources } = claim.spec ?? {};
    const known = Object.values(STORAGE_CLASSES).find(
        ({ metadata }) => metadata.name === storageClassName,
    );
    return {
        claim: claim.metadata.name,
        size: resources?.requests?.["storage"] ?? "0",
        storageClass: storageClassName,
        afterDeletion: known?.reclaimPolicy === "Retain" ? "kept" : "deleted",
    };
}

/** The larger of the shares of a node's cores and of its memory that the requests take. */
function costFloor(quota: Record<string, Quantity>): number {
    const { node, hoursAMonth } = PRICES;
    const of = (key: string, unit: number) =>
        Number(parseQuantity(quota[key] ?? "0") ?? 0n) / 1e9 / unit;
    const nodes = Math.max(
        of("requests.cpu", node.cores),
        of("requests.memory", node.gibibytes * 1024 ** 3),
    );
    return Math.round(nodes * node.hourly * hoursAMonth * 100) / 100;
}
