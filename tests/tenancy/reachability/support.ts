import type { NetworkPolicySpec } from "kubernetes-types/networking/v1.js";

import type {
    AuthorizationPolicy,
    ClusterNetworkPolicy,
    PeerAuthentication,
    Workload,
    World,
    WorldNamespace,
} from "../../../tenancy/reachability/index.ts";

export const MESH = { rootNamespace: "istio-system", trustDomain: "cluster.local" };

export const CLOSED = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/** `a` and `b` are tenants and `p` is the platform's; each has a web and a db pod, and `p` is out of the mesh. */
export function smallWorld(...objects: readonly object[]): World {
    const namespaces: readonly WorldNamespace[] = [
        { name: "a", labels: { team: "red" }, tenant: true },
        { name: "b", labels: { team: "blue" }, tenant: true },
        { name: "p", labels: {}, tenant: false },
    ];
    const pods = (namespace: string, name: string, port: number): Workload => ({
        namespace,
        name,
        labels: { app: name },
        serviceAccount: name,
        ports: [{ name, port, protocol: "TCP" }],
        inMesh: false,
        openToTenants: [],
    });
    return {
        namespaces,
        workloads: namespaces.flatMap(({ name }) => [
            pods(name, "web", 8080),
            pods(name, "db", 5432),
        ]),
        outside: [
            { name: "imds", ranges: ["169.254.169.254/32"], except: [], openToTenants: [] },
            {
                name: "internet",
                ranges: ["0.0.0.0/0"],
                except: ["10.0.0.0/8", "169.254.0.0/16"],
                openToTenants: [{ protocol: "TCP", port: 443 }],
            },
            { name: "probe", ranges: ["169.254.7.127/32"], except: [], openToTenants: [] },
        ],
        podRanges: ["10.0.0.0/8"],
        objects,
        promises: [],
    };
}

/** The same with a mesh that carries the tenants' pods. */
export function meshWorld(...objects: readonly object[]): World {
    const world = smallWorld(...objects);
    return {
        ...world,
        mesh: MESH,
        workloads: world.workloads.map((workload) => ({
            ...workload,
            inMesh: workload.namespace !== "p",
        })),
    };
}

export function networkPolicy(
    namespace: string,
    spec: Partial<NetworkPolicySpec>,
    name = "policy",
): object {
    return {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name, namespace },
        spec: { podSelector: {}, ...spec },
    };
}

export function authorizationPolicy(
    namespace: string,
    spec: NonNullable<AuthorizationPolicy["spec"]>,
    name = "policy",
): AuthorizationPolicy {
    return {
        apiVersion: "security.istio.io/v1",
        kind: "AuthorizationPolicy",
        metadata: { name, namespace },
        spec,
    };
}

export function peerAuthentication(
    namespace: string,
    spec: NonNullable<PeerAuthentication["spec"]>,
    name = "default",
): PeerAuthentication {
    return {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name, namespace },
        spec,
    };
}

export function clusterPolicy(
    spec: Partial<ClusterNetworkPolicy["spec"]>,
    name = "policy",
): ClusterNetworkPolicy {
    return {
        apiVersion: "networking.k8s.aws/v1alpha1",
        kind: "ClusterNetworkPolicy",
        metadata: { name },
        spec: { tier: "Admin", priority: 10, subject: { namespaces: {} }, ...spec },
    };
}
