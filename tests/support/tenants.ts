import type { ClusterContext } from "../../tenancy/cluster-context.ts";
import type { Tenant } from "../../tenancy/tenant.ts";
import type { WorkloadSettings } from "../../tenancy/workloads/index.ts";

/** A cluster with the default network of the configuration. */
export const CLUSTER: ClusterContext = {
    kubernetesVersion: "1.36",
    network: {
        systemNamespace: "neurallog-system",
        systemPorts: [8080, 5432, 6379],
        gatewayNamespace: "istio-ingress",
        monitoringNamespace: "monitoring",
        clusterNetworkPolicies: false,
        privateRanges: [
            "10.0.0.0/8",
            "100.64.0.0/10",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
        ],
    },
};

/** The same cluster with the default mesh of the configuration. */
export const MESHED_CLUSTER: ClusterContext = {
    ...CLUSTER,
    mesh: {
        trustDomain: "cluster.local",
        rootNamespace: "istio-system",
        gatewayServiceAccount: "istio-ingress",
        systemServiceAccounts: ["billing-service"],
    },
};

/** Images that are nowhere: what runs them has to be a node. */
export const SERVICES: WorkloadSettings = {
    logServer: {
        image: `registry.example/neurallog/log-server@sha256:${"a".repeat(64)}`,
        port: 8080,
        metricsPort: 9090,
        livenessPath: "/health",
        readinessPath: "/health",
    },
    authService: {
        image: `registry.example/neurallog/auth-service@sha256:${"b".repeat(64)}`,
        port: 8081,
        metricsPort: 9091,
        livenessPath: "/alive",
        readinessPath: "/ready",
    },
};

/** The same cluster, which runs the services of its tenants. */
export const SERVING_CLUSTER: ClusterContext = { ...CLUSTER, services: SERVICES };

/** The sample Tenant of the specification. */
export const ACME_CORP: Tenant = {
    id: "acme-corp",
    plan: "professional",
    state: "active",
    billingEmail: "billing@acme-corp.com",
    resources: {
        cpu: { requests: "4", limits: "8" },
        memory: { requests: "8Gi", limits: "16Gi" },
        storage: { requests: "50Gi", storageClass: "fast-ssd" },
        pods: 25,
        services: 10,
    },
    features: { aiEnabled: true, customMetrics: true, realTimeAnalytics: true },
    services: {
        logServer: { enabled: true, replicas: 2, resources: { requests: "500m", limits: "1" } },
        authService: {
            enabled: true,
            replicas: 1,
            resources: { requests: "200m", limits: "500m" },
        },
    },
};

/** A tenant that takes its plan as it is. */
export function tenantOf(plan: Tenant["plan"], id = `${plan}-tenant`): Tenant {
    return { id, plan, state: "active", billingEmail: `billing@${id}.example` };
}
