import type { StorageClassName } from "../storage-classes.ts";
import type { Tenant } from "../tenant.ts";
import type { RetainedVolume } from "./retained-volumes.ts";
import type { LeavingTerms, TenantState } from "./state.ts";

import { dataVolumeClass } from "../blueprint/data-volume.ts";
import { tenantNamespace } from "../tenant-id.ts";
import { isProtected } from "./state.ts";

/** What a stack exports about a tenant: for people, and for the stack's own next update. */
export interface TenantRecord {
    readonly namespace: string;
    readonly plan: string;
    readonly state: TenantState;
    /** Of a tenant that leaves: the last day on which its data is kept for certain. */
    readonly until?: string | undefined;
    /** The class its data volume was made of, whatever the stack file says today. */
    readonly storageClass: StorageClassName;
    /** Whether the engine refuses to delete its namespace and its data volume. */
    readonly protected: boolean;
}

/** The outputs of the stack's last update, as far as the next one needs them. */
export interface LastUpdate {
    /** The name of the cluster; absent before the first update. */
    readonly cluster?: string | undefined;
    readonly tenants: Readonly<Record<string, TenantRecord>>;
    readonly retainedVolumes: readonly RetainedVolume[];
}

/** What a stack exports about its tenants, keyed by id. */
export function tenantRecords(
    cluster: string,
    tenants: readonly Tenant[],
    terms: LeavingTerms,
    last: LastUpdate,
): Record<string, TenantRecord> {
    // A volume keeps the class it was made of; on another cluster there is another volume.
    const made = last.cluster === cluster ? last.tenants : {};
    return Object.fromEntries(
        tenants.map((tenant): [string, TenantRecord] => [
            tenant.id,
            {
                namespace: tenantNamespace(tenant.id),
                plan: tenant.plan,
                state: tenant.state,
                ...(tenant.state === "offboarding" && { until: tenant.until }),
                storageClass: made[tenant.id]?.storageClass ?? dataVolumeClass(tenant),
                protected: isProtected(tenant, terms),
            },
        ]),
    );
}
