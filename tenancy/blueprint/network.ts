import type { NetworkPolicyPeer, NetworkPolicySpec } from "kubernetes-types/networking/v1.js";

import type { ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

import { tenantNamespace } from "../tenant-id.ts";
import { inTenantNamespace } from "./identity.ts";

/**
 * The port of the mesh's tunnel: between two pods of the mesh every TCP connection arrives there, and the port that
 * was called is for an AuthorizationPolicy to judge.
 */
const HBONE_PORT = 15008;

/** The address from which the kubelet's probes reach a pod of an ambient mesh. */
const KUBELET_PROBES: NetworkPolicyPeer = { ipBlock: { cidr: "169.254.7.127/32" } };

/**
 * The tenant's network policies. Kubernetes unites them: each may only add to what `default-deny` leaves, so every
 * one is kept as narrow as its name. None of them holds before the cluster's network plugin enforces policies.
 */
export function networkPolicies(tenant: Tenant, cluster: ClusterContext): KubernetesObject[] {
    const { network } = cluster;
    const meshed = cluster.mesh !== undefined;
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
                        namespaceNamed(network.monitoringNamespace),
                        ...(meshed ? [KUBELET_PROBES] : []),
                    ],
                },
            ],
            egress: [
                { to: [own] },
                {
                    to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [...network.privateRanges] } }],
                    ports: [tcp(443)],
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
                    ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
                },
            ],
        }),
        policy(tenant, "allow-system-services", {
            policyTypes: ["Egress"],
            egress: [
                {
                    to: [namespaceNamed(network.systemNamespace)],
                    ports: [...network.systemPorts, ...(meshed ? [HBONE_PORT] : [])].map(tcp),
                },
            ],
        }),
    ];
}

function tcp(port: number) {
    return { protocol: "TCP", port };
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
