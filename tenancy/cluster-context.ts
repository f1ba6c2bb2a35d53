import type { WorkloadSettings } from "./workloads/settings.ts";

/** What a tenant's objects need to know about the cluster they go to. Plain data. */
export interface ClusterContext {
    /** Kubernetes `major.minor`, such as `1.36`; Pod Security is pinned to it. */
    readonly kubernetesVersion: string;
    readonly network: TenantNetwork;
    /** The service mesh in ambient mode; absent where none runs. */
    readonly mesh?: ServiceMesh | undefined;
    /** The backup service; absent where none runs. */
    readonly backup?: BackupService | undefined;
    /** The services the platform runs for tenants; absent where it runs none. */
    readonly services?: WorkloadSettings | undefined;
}

/** Who may talk to tenants, and where tenants may go. */
export interface TenantNetwork {
    /** The namespace of NeuralLog's shared services. */
    readonly systemNamespace: string;
    /** TCP ports of the shared services that tenants may call. */
    readonly systemPorts: readonly number[];
    /** The namespace of the ingress gateway, the one way in from outside the cluster. */
    readonly gatewayNamespace: string;
    /** The namespace that scrapes tenants' metrics. */
    readonly monitoringNamespace: string;
    /** IPv4 ranges that are never "the internet": tenants reach the rest of the world on TCP 443 only. */
    readonly privateRanges: readonly string[];
    /** Whether the network plugin knows `ClusterNetworkPolicy` of `networking.k8s.aws`. */
    readonly clusterNetworkPolicies: boolean;
}

/** Velero, as far as tenants need it. */
export interface BackupService {
    /** The namespace in which Velero looks for backups to make. */
    readonly namespace: string;
    /** How many days the last backup of a tenant that leaves is kept. */
    readonly finalBackupDays: number;
}

/** Identities of the mesh, which `AuthorizationPolicy` matches. */
export interface ServiceMesh {
    /** The trust domain of this cluster's identities. */
    readonly trustDomain: string;
    /** The namespace of istiod: a policy in it is for the whole mesh. */
    readonly rootNamespace: string;
    /** The service account of the gateway's pods, in the gateway's namespace. */
    readonly gatewayServiceAccount: string;
    /** The service accounts of the system's namespace that may call tenants. */
    readonly systemServiceAccounts: readonly string[];
}
