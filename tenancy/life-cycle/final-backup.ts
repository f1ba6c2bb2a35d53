import type { BackupService, ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";

import { tenantLabels } from "../labels.ts";
import { tenantNamespace } from "../tenant-id.ts";

/** A backup that Velero makes once, as far as the blueprint uses it. */
export interface BackupObject {
    readonly apiVersion: "velero.io/v1";
    readonly kind: "Backup";
    readonly metadata: {
        readonly name: string;
        readonly namespace: string;
        readonly labels: Record<string, string>;
    };
    readonly spec: {
        readonly includedNamespaces: readonly string[];
        readonly snapshotVolumes: true;
        readonly ttl: string;
    };
}

/** On the Tenant object of a tenant that leaves: the Backup, or `required` where the cluster has no backup service. */
export const FINAL_BACKUP_ANNOTATION = "neurallog.io/final-backup";

/**
 * The last backup of a tenant that leaves; none of any other, and none where the cluster has no backup service.
 *
 * Its name has the date: a tenant that stays after all and leaves later is backed up anew.
 */
export function finalBackup(tenant: Tenant, cluster: ClusterContext): BackupObject[] {
    if (tenant.state !== "offboarding" || cluster.backup === undefined) {
        return [];
    }
    const namespace = tenantNamespace(tenant.id);
    return [
        {
            apiVersion: "velero.io/v1",
            kind: "Backup",
            metadata: {
                name: `${namespace}-final-${tenant.until}`,
                namespace: cluster.backup.namespace,
                labels: tenantLabels(tenant),
            },
            spec: {
                includedNamespaces: [namespace],
                snapshotVolumes: true,
                ttl: hours(cluster.backup),
            },
        },
    ];
}

/** What the Tenant object says about the last backup. */
export function finalBackupAnnotation(
    tenant: Tenant,
    cluster: ClusterContext,
): Record<string, string> | undefined {
    if (tenant.state !== "offboarding") {
        return undefined;
    }
    const [backup] = finalBackup(tenant, cluster);
    const where = backup && `${backup.metadata.namespace}/${backup.metadata.name}`;
    return { [FINAL_BACKUP_ANNOTATION]: where ?? "required" };
}

/** As Velero writes a duration. */
function hours({ finalBackupDays }: BackupService): string {
    return `${finalBackupDays * 24}h0m0s`;
}
