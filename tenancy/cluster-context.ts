/** What a tenant's objects need to know about the cluster they go to. Plain data. */
export interface ClusterContext {
    /** Kubernetes `major.minor`, such as `1.36`; Pod Security is pinned to it. */
    readonly kubernetesVersion: string;
    readonly network: TenantNetwork;
}

/** Who may talk to tenants, and where tenants may go. */
export interface TenantNetwork {
    /** The namespace of NeuralLog's shared services. */
    readonly systemNamespace: string;
    /** TCP ports of the shared services that tenants may call. */
    readonly systemPorts: readonly number[];
    /** The namespace of the ingress gateway, the one way in from outside the cluster. */
    readonly gatewayNamespace: string;
    /** IPv4 ranges that are never "the internet": tenants reach the rest of the world on TCP 443 only. */
    readonly privateRanges: readonly string[];
}
