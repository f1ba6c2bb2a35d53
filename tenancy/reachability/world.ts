export type Protocol = "TCP" | "UDP" | "SCTP";

export const PROTOCOLS: readonly Protocol[] = ["TCP", "UDP", "SCTP"];

/**
 * Everything that decides who reaches whom in one cluster: who is there, and the policies as they will be applied.
 * What a world does not contain is not judged.
 */
export interface World {
    readonly namespaces: readonly WorldNamespace[];
    readonly workloads: readonly Workload[];
    readonly outside: readonly Outside[];
    /**
     * Where pods' addresses come from. The VPC CNI gives pods addresses of the VPC, so an `ipBlock` matches pods
     * like anything else. Which address a pod gets is chance: each counts as having any of them.
     */
    readonly podRanges: readonly string[];
    readonly mesh?: Mesh | undefined;
    /** Kubernetes objects; those of a kind that judges no traffic are passed over. */
    readonly objects: readonly object[];
    /** Flows that must work: isolation that cuts them off is an outage. */
    readonly promises: readonly FlowPromise[];
}

export interface WorldNamespace {
    readonly name: string;
    /** `kubernetes.io/metadata.name` is what the API server makes it, whatever stands here. */
    readonly labels: Readonly<Record<string, string>>;
    readonly tenant: boolean;
}

/** Pods that are alike to every policy. */
export interface Workload {
    readonly namespace: string;
    /** Workloads of one name in a namespace are one row of the matrix. */
    readonly name: string;
    /** What sets these pods apart from the ordinary ones of that name, such as the labels they chose. */
    readonly variant?: string | undefined;
    readonly labels: Readonly<Record<string, string>>;
    readonly serviceAccount: string;
    readonly ports: readonly NamedPort[];
    /** Whether ztunnel carries the TCP traffic of these pods. */
    readonly inMesh: boolean;
    /** What tenants of other namespaces may reach of these pods; irrelevant in a tenant's namespace. */
    readonly openToTenants: readonly Grant[];
}

export interface NamedPort {
    readonly name: string;
    readonly port: number;
    readonly protocol: Protocol;
}

/** Addresses outside the pod network. It is reached when one of its addresses is. */
export interface Outside {
    readonly name: string;
    readonly ranges: readonly string[];
    readonly except: readonly string[];
    readonly openToTenants: readonly Grant[];
}

export interface Grant {
    readonly protocol: Protocol;
    readonly port: number;
}

export interface Mesh {
    /** A policy in this namespace is for the whole mesh. */
    readonly rootNamespace: string;
    readonly trustDomain: string;
}

/** `from` and `to` are names of workloads or of the outside; a namespace of `tenant` means each tenant's own. */
export interface FlowPromise {
    readonly from: PromisedParty;
    readonly to: PromisedParty;
    readonly protocol: Protocol;
    readonly port: number;
}

export type PromisedParty =
    "tenant" | { readonly namespace: string; readonly name: string } | { readonly outside: string };

/** Set by the API server on every namespace. */
export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
