import type { ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";
import type { TenantObjects } from "./kubernetes-object.ts";

import { finalBackup } from "../life-cycle/final-backup.ts";
import { inState } from "../life-cycle/frozen.ts";
import { isFrozen } from "../life-cycle/state.ts";
import { workloads } from "../workloads/index.ts";
import { defaultServiceAccount, role, roleBinding, serviceAccount } from "./access.ts";
import { dataVolume } from "./data-volume.ts";
import { meshPolicies } from "./mesh.ts";
import { namespace } from "./namespace.ts";
import { networkPolicies } from "./network.ts";
import { limitRange, resourceQuota } from "./resource-bounds.ts";
import { tenantObject } from "./tenant-object.ts";

export type { KubernetesObject } from "./kubernetes-object.ts";
export { effectiveQuota } from "./resource-bounds.ts";

/**
 * Everything a tenant gets on a cluster, in an order in which a cluster takes it: the namespace first, what runs after
 * what fences it, the quota after what it counts. The same tenant and cluster always give the same objects in the same
 * order; whatever needs to know what a tenant has reads it from here.
 */
export function tenantObjects(tenant: Tenant, cluster: ClusterContext): TenantObjects {
    return inState(tenant, [
        namespace(tenant, cluster),
        serviceAccount(tenant),
        defaultServiceAccount(tenant),
        dataVolume(tenant),
        limitRange(tenant),
        role(tenant),
        roleBinding(tenant),
        ...networkPolicies(tenant, cluster),
        ...meshPolicies(tenant, cluster),
        ...workloads(tenant, cluster, { suspended: isFrozen(tenant) }),
        resourceQuota(tenant),
        tenantObject(tenant, cluster),
        ...finalBackup(tenant, cluster),
    ]);
}
