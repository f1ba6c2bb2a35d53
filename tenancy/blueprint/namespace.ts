import type { ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

import { STATE_LABEL, tenantLabels } from "../labels.ts";
import { MESH_LABEL } from "./mesh.ts";
import { tenantNamespace } from "../tenant-id.ts";

/**
 * The tenant's namespace. Pod Security `restricted` is pinned to the cluster's version, so that an upgrade of the
 * cluster changes no rule before somebody has read what changes.
 */
export function namespace(tenant: Tenant, cluster: ClusterContext): KubernetesObject {
    const version = `v${cluster.kubernetesVersion}`;
    return {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: {
            name: tenantNamespace(tenant.id),
            labels: {
                ...tenantLabels(tenant),
                [STATE_LABEL]: tenant.state,
                ...(cluster.mesh && MESH_LABEL),
                "pod-security.kubernetes.io/enforce": "restricted",
                "pod-security.kubernetes.io/enforce-version": version,
                "pod-security.kubernetes.io/audit": "restricted",
                "pod-security.kubernetes.io/audit-version": version,
                "pod-security.kubernetes.io/warn": "restricted",
                "pod-security.kubernetes.io/warn-version": version,
            },
        },
    };
}
