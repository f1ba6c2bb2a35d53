import * as z from "zod";

import type { AdmissionSettings } from "../tenancy/admission/index.ts";
import type { ClusterContext } from "../tenancy/cluster-context.ts";
import type { Tenant } from "../tenancy/tenant.ts";
import { BACKUP_SCHEMA } from "./backup.ts";
import type { ClusterConfig } from "./cluster.ts";
import { ADMISSION_SCHEMA, admissionSettings } from "./admission.ts";
import { CLUSTER_SCHEMA } from "./cluster.ts";
import type { Finding } from "./finding.ts";
import { ENCRYPTED, findingsFrom, inFileOrder, renderFindings } from "./finding.ts";
import type { LifeCycleSettings } from "./life-cycle.ts";
import { confirmationFindings, LIFE_CYCLE_SCHEMA } from "./life-cycle.ts";
import { MESH_SCHEMA } from "./mesh.ts";
import { NETWORK_SCHEMA, tenantNetwork } from "./network.ts";
import { choice, map } from "./rule.ts";
import { serviceFindings, SERVICES_SCHEMA } from "./services.ts";
import { tenantIdFinding } from "./tenant-id.ts";
import { TENANTS_SCHEMA, tenantFrom } from "./tenant.ts";

/** The configuration of a stack: validated plain data, which alone decides what the stack registers. */
export type StackConfig = WorkloadStack | ManagementStack;

interface AnyStack {
    readonly lifeCycle: LifeCycleSettings;
    readonly cluster: ClusterConfig;
    readonly context: ClusterContext;
}

/** A stack whose cluster carries tenants. */
export interface WorkloadStack extends AnyStack {
    readonly role: "workload";
    /** What the API server refuses in tenants' namespaces; absent where it refuses nothing more. */
    readonly admission?: AdmissionSettings;
    /** Sorted by id. */
    readonly tenants: readonly Tenant[];
}

/** The stack of the cluster that runs the platform itself. It has no tenants. */
export interface ManagementStack extends AnyStack {
    readonly role: "management";
}

/** What a stack file amounts to: a configuration, or everything that is wrong with it. */
export type StackResult =
    | { readonly ok: true; readonly config: StackConfig }
    | {
          readonly ok: false;
          /** In the order of the values; the engine hands those of a file over sorted by key. */
          readonly findings: readonly Finding[];
          /** The findings as text for whoever corrects the file. */
          readonly report: string;
      };

/** What the keys of this program start with in a stack file. */
export const NAMESPACE = "neurallog:";

const ROLE = "neurallog:role";
export const CLUSTER = "neurallog:cluster";
const NETWORK = "neurallog:network";
const MESH = "neurallog:mesh";
const ADMISSION = "neurallog:admission";
const SERVICES = "neurallog:services";
const BACKUP = "neurallog:backup";
export const LIFE_CYCLE = "neurallog:lifeCycle";
export const TENANTS = "neurallog:tenants";

/** The `config` of a stack file, as far as it is this program's. */
export const STACK_SCHEMA = map("The configuration of the stack.", {
    [ROLE]: choice(["management", "workload"]).meta({
        description:
            "What the cluster is for. workload: it carries tenants. management: it runs the platform and has no tenants.",
    }),
    [CLUSTER]: CLUSTER_SCHEMA,
    [NETWORK]: NETWORK_SCHEMA.prefault({}),
    [MESH]: MESH_SCHEMA.optional(),
    [ADMISSION]: ADMISSION_SCHEMA.optional(),
    [SERVICES]: SERVICES_SCHEMA.optional(),
    [BACKUP]: BACKUP_SCHEMA.optional(),
    [LIFE_CYCLE]: LIFE_CYCLE_SCHEMA.prefault({}),
    [TENANTS]: TENANTS_SCHEMA.default({}),
});

/**
 * The configuration in a stack file, or every finding in one pass. Pure.
 *
 * @param file The name of the file, for the report.
 * @param values The file's `config`, keyed as in the file; `ENCRYPTED` where Pulumi keeps a value secret. Keys of
 * other namespaces are not this program's and are left alone.
 * @param today The day it is, in UTC: `2026-11-23`. It decides whether a deletion may be confirmed, and nothing else.
 */
export function parseStackConfig(
    file: string,
    values: Readonly<Record<string, unknown>>,
    today: string,
): StackResult {
    const own = Object.fromEntries(
        Object.entries(values).filter(([key]) => key.startsWith(NAMESPACE)),
    );
    const known = Object.keys(STACK_SCHEMA.shape);
    const encrypted = known.filter((key) => own[key] === ENCRYPTED);
    const misplaced = own[ROLE] === "management" && Object.hasOwn(own, TENANTS);
    const judged = omit(own, misplaced ? [...encrypted, TENANTS] : encrypted);

    const findings = [
        ...encrypted.map(encryptedFinding),
        ...(misplaced ? [tenantsElsewhere(own[TENANTS])] : []),
        ...idFindings(judged[TENANTS]),
        ...confirmationFindings(TENANTS, judged[TENANTS], today),
        ...serviceFindings(judged[SERVICES], judged[ADMISSION], judged[TENANTS]),
    ];
    const result = STACK_SCHEMA.safeParse(judged);
    if (!result.success) {
        const issues = result.error.issues.filter(
            ({ path: [key] }) => typeof key !== "string" || !encrypted.includes(key),
        );
        findings.push(...findingsFrom(issues, judged));
    }

    if (!result.success || findings.length > 0) {
        const ordered = inFileOrder(findings, own);
        return { ok: false, findings: ordered, report: renderFindings(file, ordered) };
    }
    return { ok: true, config: stackConfig(result.data) };
}

function stackConfig(data: z.output<typeof STACK_SCHEMA>): StackConfig {
    const cluster = data[CLUSTER];
    const context: ClusterContext = {
        kubernetesVersion: cluster.kubernetesVersion,
        network: tenantNetwork(data[NETWORK]),
        ...(data[MESH] !== undefined && { mesh: data[MESH] }),
        ...(data[BACKUP] !== undefined && { backup: data[BACKUP] }),
        ...(data[SERVICES] !== undefined && { services: data[SERVICES] }),
    };
    const lifeCycle = data[LIFE_CYCLE];
    if (data[ROLE] === "management") {
        return { role: "management", cluster, context, lifeCycle };
    }
    const tenants = Object.entries(data[TENANTS])
        .map(([id, tenant]): Tenant => tenantFrom(id, tenant))
        .sort((left, right) => (left.id < right.id ? -1 : 1));
    const admission = data[ADMISSION];
    return {
        role: "workload",
        cluster,
        context,
        lifeCycle,
        ...(admission && { admission: admissionSettings(admission, context.mesh) }),
        tenants,
    };
}

/** The tenants of a stack; a management stack has none. */
export function tenantsOf(stack: StackConfig): readonly Tenant[] {
    return stack.role === "workload" ? stack.tenants : [];
}

function idFindings(tenants: unknown): Finding[] {
    if (typeof tenants !== "object" || tenants === null || Array.isArray(tenants)) {
        return [];
    }
    const taken = (id: string): boolean => Object.hasOwn(tenants, id);
    return Object.keys(tenants).flatMap((id) => {
        const finding = tenantIdFinding(id, taken);
        return finding === undefined ? [] : [{ path: [TENANTS, id], value: id, ...finding }];
    });
}

function encryptedFinding(key: string): Finding {
    return {
        path: [key],
        value: ENCRYPTED,
        rule: "plain text: it is encrypted, and it holds no secret",
        remedy: "write it as plain text, without secure: anywhere below it",
    };
}

function tenantsElsewhere(value: unknown): Finding {
    return {
        path: [TENANTS],
        value,
        rule: "absent from a management stack: tenants belong on a workload stack",
        remedy: `move them to the file of a workload stack, or set ${ROLE} to workload`,
    };
}

function omit(
    values: Readonly<Record<string, unknown>>,
    keys: readonly string[],
): Record<string, unknown> {
    return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}
