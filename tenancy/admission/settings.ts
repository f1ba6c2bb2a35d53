/** Who a request comes from, as the API server knows them. */
export interface Identities {
    readonly users: readonly string[];
    readonly groups: readonly string[];
}

/** Nodes for tenants alone: a label to choose them by, and a taint that keeps everyone else's pods away. */
export interface NodePool {
    readonly label: { readonly key: string; readonly value: string };
    readonly taint: { readonly key: string; readonly value: string; readonly effect: "NoSchedule" };
}

/** What differs between clusters in what they admit to tenants' namespaces. Plain data. */
export interface AdmissionSettings {
    /**
     * Who writes what fences a tenant, at least one: the identity this program runs with, and whoever restores
     * backups. Nobody is one of them by being an administrator, so that a slip of an administrator is refused too.
     * Policies do not judge changes of policies: a wrong identity here locks nobody out of putting it right.
     *
     * On EKS a group of an access entry, such as `neurallog:platform`: access entries cannot give `system:masters`.
     */
    readonly platform: Identities;
    /**
     * Users that are the cluster's own controllers and write what only the platform may write otherwise. EKS enforces
     * network policies with `eks:network-policy-controller`, which puts finalizers on them and keeps what it derives
     * beside them: without it here, no policy would be enforced. Those every Kubernetes has are known.
     */
    readonly controllers: readonly string[];
    /** Users that are operators of Tenant objects: they may write status and finalizers, not the specification. */
    readonly operators: readonly string[];
    /**
     * Where tenants' images may come from, at least one: `host/` or `host/path/`, where a `/` at the end is added.
     * Images must be named in full, so Docker Hub's own are allowed by `docker.io/library/`.
     */
    readonly registries: readonly string[];
    /** Where tenants' pods run. Absent where nodes are not told apart: pods then run on any node without a taint. */
    readonly pool?: NodePool | undefined;
    /**
     * Priority classes that a pod of a tenant may have besides none. Where the cluster has a default class, Kubernetes
     * gives it to every pod that names none, so it must be here.
     */
    readonly priorityClasses: readonly string[];
    /**
     * Audiences of service-account tokens that pods may mount, such as `pods.eks.amazonaws.com` for an AWS role. A
     * token for the API server itself is never among them.
     */
    readonly tokenAudiences: readonly string[];
    /** Absent where there is no mesh to opt out of. */
    readonly mesh?:
        | {
              /** Users that note on a pod that they have captured its traffic, such as the Istio CNI agent. */
              readonly agents: readonly string[];
          }
        | undefined;
}

/** The specification's label and taint of the nodes for tenants. */
export const TENANT_POOL: NodePool = {
    label: { key: "neurallog.io/node-type", value: "tenant-workload" },
    taint: { key: "neurallog.io/tenant-workload", value: "true", effect: "NoSchedule" },
};
