import * as k8s from "@pulumi/kubernetes";

import type { ClusterConfig } from "../../config/index.ts";

/**
 * The one provider of the cluster: the engine runs a process for each.
 *
 * `clusterIdentifier` keeps a new endpoint or certificate of the same cluster from replacing everything on it.
 * `upsertExistingObjects` lets an update that was killed half-way be run again, and takes over the `default` service
 * account that Kubernetes makes in each namespace: docs/decisions/0003-adopt-what-exists.md.
 * The client's limits are four times the provider's own: 500 tenants are 7,000 objects.
 */
export function clusterProvider(cluster: ClusterConfig): k8s.Provider {
    return new k8s.Provider("cluster", {
        clusterIdentifier: cluster.name,
        context: cluster.context,
        ...(cluster.kubeconfig !== undefined && { kubeconfig: cluster.kubeconfig }),
        enableServerSideApply: true,
        upsertExistingObjects: true,
        kubeClientSettings: { qps: 200, burst: 400 },
    });
}
