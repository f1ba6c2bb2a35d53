import type { KubernetesObject } from "../blueprint/kubernetes-object.ts";
import type { ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";

import { autoscaler, disruptionBudget } from "./availability.ts";
import { deployment } from "./deployment.ts";
import { mostReplicas } from "./fit.ts";
import { secrets } from "./secrets.ts";
import { service } from "./service.ts";
import { servicesOf } from "./settings.ts";

export type { Fit, OutOfBounds, Replicas, Shortage } from "./fit.ts";
export type {
    SecretSettings,
    Served,
    ServiceName,
    ServiceSettings,
    WorkloadSettings,
} from "./settings.ts";
export { mostReplicas, workloadsFit } from "./fit.ts";
export { OBJECT_NAMES, SERVICE_NAMES } from "./settings.ts";

/**
 * What runs for a tenant: nothing where the cluster runs no services, and where it does, the services the tenant
 * enables.
 *
 * @param options.suspended Leaves the services their addresses and takes their pods: 0 replicas, and nothing that
 * would bring them back.
 */
export function workloads(
    tenant: Tenant,
    cluster: ClusterContext,
    options: { readonly suspended?: boolean } = {},
): KubernetesObject[] {
    const settings = cluster.services;
    if (settings === undefined) {
        return [];
    }
    const { suspended = false } = options;
    const running = servicesOf(tenant, settings);
    const replicas = mostReplicas(tenant, settings);
    return [
        ...(running.length > 0 && settings.secrets !== undefined
            ? secrets(tenant, settings.secrets)
            : []),
        ...running.flatMap((each) => {
            const least = tenant.services?.[each.name]?.replicas ?? 1;
            const most = replicas[each.name] ?? least;
            return [
                deployment(tenant, each, settings, suspended),
                service(tenant, each),
                ...(suspended ? [] : [autoscaler(tenant, each, { least, most })]),
                ...(suspended || most < 2 ? [] : [disruptionBudget(tenant, each)]),
            ];
        }),
    ];
}
