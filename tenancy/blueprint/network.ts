import type { NetworkPolicyPeer, NetworkPolicySpec } from "kubernetes-types/networking/v1.js";

import type { ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

import { tenantNamespace } from "../tenant-id.ts";
import { inTenantNamespace } from "./identity.ts";

/**
 * The tenant's network policies. Kubernetes unites them: each may only add to what `default-deny` leaves, so every
 * one is kept as narrow as its name. None of them holds before the cluster's network plugin enforces policies.
 */
export function networkPolicies(tenant: Tenant, cluster: ClusterContext): KubernetesObject[] {
    const { network } = cluster;
    const own = namespaceNamed(tenantNamespace(tenant.id));
    return [
        policy(tenant, "default-deny", { policyTypes: ["Ingress", "Egress"] }),
        policy(tenant, "tenant-isolation", {
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                {
                    from: [
                        own,
                        namespaceNamed(network.systemNamespace),
                        namespaceNamed(network.gatewayNamespace),
                    ],
                },
            ],
            egress: [
                { to: [own] },
                {
                    to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [...network.privateRanges] } }],
                    ports: [{ protocol: "TCP", port: 443 }],
                },
            ],
        }),
        policy(tenant, "allow-dns", {
            policyTypes: ["Egress"],
            egress: [
                {
                    to: [
                        {
                            ...namespaceNamed("kube-system"),
                            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                        },
                    ],
                    ports: [
                        { protocol: "UDP", port: 53 },
                        { protocol: "TCP", port: 53 },
                    ],
                },
            ],
        }),
        policy(tenant, "allow-system-services", {
            policyTypes: ["Egress"],
            egress: [
                {
                    to: [namespaceNamed(network.systemNamespace)],
                    ports: network.systemPorts.map((port) => ({ protocol: "TCP", port })),
                },
            ],
        }),
    ];
}

function policy(
    tenant: Tenant,
    name: string,
    spec: Omit<NetworkPolicySpec, "podSelector">,
): KubernetesObject {
    return {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: inTenantNamespace(tenant, name),
        spec: { podSelector: {}, ...spec },
    };
}

/** The API server sets this label itself; any other could be put on a namespace to impersonate another. */
function namespaceNamed(name: string): NetworkPolicyPeer {
    return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}
