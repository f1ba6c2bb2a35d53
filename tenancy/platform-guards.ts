import type { ClusterContext } from "./cluster-context.ts";
import type { AuthorizationPolicy, ClusterNetworkPolicy } from "./reachability/index.ts";

import { PLATFORM_LABELS, TENANT_ID_LABEL } from "./labels.ts";
import { TENANT_NAMESPACE_PREFIX } from "./tenant-id.ts";

/** Where a pod would find the credentials of its node, on IPv4 and IPv6. */
const INSTANCE_METADATA = ["169.254.169.254/32", "fd00:ec2::254/128"];

/** A guard of the cluster as a whole, which no tenant's object can widen. */
export type PlatformGuard = Named<AuthorizationPolicy> | Named<ClusterNetworkPolicy>;

type Named<T> = T & {
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels: Record<string, string>;
    };
};

/**
 * What guards the platform from tenants, once a cluster.
 *
 * - With a mesh, network policies see only the tunnel's port, so the ports of the shared services that tenants may
 *   call are judged in the system's namespace, which must exist.
 * - With cluster network policies, the Admin tier keeps every tenant from its node's credentials whatever other
 *   policies say. Tenants are not kept from each other there: a rule that names all tenants in each tenant would make
 *   the network plugin hold all pods once a tenant.
 */
export function platformGuards({ network, mesh }: ClusterContext): PlatformGuard[] {
    return [
        ...(mesh === undefined ? [] : [systemPortsOnly(network)]),
        ...(network.clusterNetworkPolicies ? [noInstanceMetadata()] : []),
    ];
}

function systemPortsOnly(network: ClusterContext["network"]): PlatformGuard {
    return {
        apiVersion: "security.istio.io/v1",
        kind: "AuthorizationPolicy",
        metadata: {
            name: "tenants-on-named-ports",
            namespace: network.systemNamespace,
            labels: { ...PLATFORM_LABELS },
        },
        spec: {
            action: "DENY",
            rules: [
                {
                    from: [{ source: { namespaces: [`${TENANT_NAMESPACE_PREFIX}*`] } }],
                    to: [{ operation: { notPorts: network.systemPorts.map(String) } }],
                },
            ],
        },
    };
}

function noInstanceMetadata(): PlatformGuard {
    return {
        apiVersion: "networking.k8s.aws/v1alpha1",
        kind: "ClusterNetworkPolicy",
        metadata: { name: "tenants-without-node-credentials", labels: { ...PLATFORM_LABELS } },
        spec: {
            tier: "Admin",
            priority: 0,
            subject: {
                namespaces: {
                    matchExpressions: [{ key: TENANT_ID_LABEL, operator: "Exists" }],
                },
            },
            egress: [
                {
                    name: "instance-metadata",
                    action: "Deny",
                    to: [{ networks: INSTANCE_METADATA }],
                },
            ],
        },
    };
}
