import type { StorageClassName } from "../storage-classes.ts";
import type { LastUpdate, TenantRecord } from "./last-update.ts";
import type { LeavingTerms } from "./state.ts";

import { DATA_VOLUME } from "../blueprint/data-volume.ts";
import { STORAGE_CLASSES } from "../storage-classes.ts";

/** A data volume that is kept, and paid for, without an active tenant. */
export interface RetainedVolume {
    /** The name of the cluster it was made on. */
    readonly cluster: string;
    readonly tenant: string;
    /** `<namespace>/<name>` of its claim; of a removed tenant, `spec.claimRef` of the PersistentVolume still says it. */
    readonly claim: string;
    readonly storageClass: StorageClassName;
    /** What becomes of the volume when its claim is deleted. */
    readonly reclaimPolicy: "Delete" | "Retain";
    /** Why it is kept: the tenant's state, or `removed` when the tenant is gone. */
    readonly because: "suspended" | "offboarding" | "removed";
    /** Of a tenant that leaves or has left: the last day on which its data is kept for certain. */
    readonly until?: string | undefined;
}

/**
 * The ledger of retained volumes: those of tenants that are not active, and those that stay behind when a tenant is
 * removed, because their storage class says Retain. The latter are carried from update to update: nothing else of
 * the stack remembers them.
 *
 * It knows the claim that this program makes and no other claim of the tenant's, and not whether a volume was ever
 * bound.
 */
export function retainedVolumesOf(
    cluster: string,
    tenants: Readonly<Record<string, TenantRecord>>,
    { disposedVolumes }: LeavingTerms,
    last: LastUpdate,
): RetainedVolume[] {
    const stillThere = (id: string): boolean => last.cluster === cluster && id in tenants;
    const kept = Object.entries(tenants).flatMap(([id, tenant]) =>
        tenant.state === "active" ? [] : [volume(cluster, id, tenant, tenant.state)],
    );
    const left = Object.entries(last.tenants)
        .filter(([id]) => !stillThere(id))
        .map(([id, tenant]) => volume(last.cluster ?? cluster, id, tenant, "removed"))
        .filter(({ reclaimPolicy }) => reclaimPolicy === "Retain");
    const carried = last.retainedVolumes.filter(
        ({ because, tenant }) => because === "removed" && !disposedVolumes.includes(tenant),
    );
    return [...kept, ...carried, ...left];
}

function volume(
    cluster: string,
    tenant: string,
    { namespace, storageClass, until }: TenantRecord,
    because: RetainedVolume["because"],
): RetainedVolume {
    return {
        cluster,
        tenant,
        claim: `${namespace}/${DATA_VOLUME}`,
        storageClass,
        reclaimPolicy:
            STORAGE_CLASSES[storageClass].reclaimPolicy === "Retain" ? "Retain" : "Delete",
        because,
        ...(until !== undefined && { until }),
    };
}
