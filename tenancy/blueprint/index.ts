import type { ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

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
export function tenantObjects(
    tenant: Tenant,
    cluster: ClusterContext,
): [namespace: KubernetesObject, ...rest: KubernetesObject[]] {
    return [
        namespace(tenant, cluster),
        serviceAccount(tenant),
        defaultServiceAccount(tenant),
        dataVolume(tenant),
        limitRange(tenant),
        role(tenant),
        roleBinding(tenant),
        ...networkPolicies(tenant, cluster),
        ...meshPolicies(tenant, cluster),
        ...workloads(tenant, cluster),
        resourceQuota(tenant),
        tenantObject(tenant),
    ];
}
