import type { LabelSelector, ObjectMeta } from "kubernetes-types/meta/v1.js";
import type { NetworkPolicy } from "kubernetes-types/networking/v1.js";

/** The objects that judge traffic. Only fields that the proof understands: `judgeable.ts` refuses all others. */
export type PolicyObject =
    | Named<NetworkPolicy & { apiVersion: "networking.k8s.io/v1"; kind: "NetworkPolicy" }>
    | Named<AuthorizationPolicy>
    | Named<PeerAuthentication>
    | Named<ClusterNetworkPolicy>;

export type Named<T> = T & {
    readonly metadata: ObjectMeta & { readonly name: string };
};

/** `security.istio.io/v1`, as far as ztunnel knows it or leaves it out. */
export interface AuthorizationPolicy {
    readonly apiVersion: "security.istio.io/v1";
    readonly kind: "AuthorizationPolicy";
    readonly metadata: ObjectMeta;
    readonly spec?: {
        readonly selector?: WorkloadSelector;
        /** A policy with targets is a waypoint's and not ztunnel's. */
        readonly targetRefs?: readonly object[];
        readonly action?: "ALLOW" | "DENY";
        readonly rules?: readonly AuthorizationRule[];
    };
}

export interface WorkloadSelector {
    readonly matchLabels?: Readonly<Record<string, string>>;
}

export interface AuthorizationRule {
    readonly from?: readonly { readonly source?: Source }[];
    readonly to?: readonly { readonly operation?: Operation }[];
    readonly when?: readonly Condition[];
}

export type Source = Partial<Record<(typeof SOURCE_FIELDS)[number], readonly string[]>>;
export type Operation = Partial<Record<(typeof OPERATION_FIELDS)[number], readonly string[]>>;

export interface Condition {
    readonly key: string;
    readonly values?: readonly string[];
    readonly notValues?: readonly string[];
}

export const L7_SOURCE_FIELDS = [
    "requestPrincipals",
    "notRequestPrincipals",
    "remoteIpBlocks",
    "notRemoteIpBlocks",
] as const;
export const SOURCE_FIELDS = [
    "principals",
    "notPrincipals",
    "namespaces",
    "notNamespaces",
    "serviceAccounts",
    "notServiceAccounts",
    "ipBlocks",
    "notIpBlocks",
    ...L7_SOURCE_FIELDS,
] as const;

export const L7_OPERATION_FIELDS = [
    "hosts",
    "notHosts",
    "methods",
    "notMethods",
    "paths",
    "notPaths",
] as const;
export const OPERATION_FIELDS = ["ports", "notPorts", ...L7_OPERATION_FIELDS] as const;

export const L4_CONDITIONS: readonly string[] = [
    "source.ip",
    "source.namespace",
    "source.principal",
    "destination.ip",
    "destination.port",
];

export type MutualTlsMode = "UNSET" | "DISABLE" | "PERMISSIVE" | "STRICT";

/** `security.istio.io/v1`. */
export interface PeerAuthentication {
    readonly apiVersion: "security.istio.io/v1";
    readonly kind: "PeerAuthentication";
    readonly metadata: ObjectMeta;
    readonly spec?: {
        readonly selector?: WorkloadSelector;
        readonly mtls?: { readonly mode?: MutualTlsMode };
        readonly portLevelMtls?: Readonly<Record<string, { readonly mode?: MutualTlsMode }>>;
    };
}

/** `networking.k8s.aws/v1alpha1`: what the cluster's administrator decides above and below network policies. */
export interface ClusterNetworkPolicy {
    readonly apiVersion: "networking.k8s.aws/v1alpha1";
    readonly kind: "ClusterNetworkPolicy";
    readonly metadata: ObjectMeta;
    readonly spec: {
        readonly tier: "Admin" | "Baseline";
        /** 0 to 1000; the lowest decides. */
        readonly priority: number;
        readonly subject: PodsOrNamespaces;
        readonly ingress?: readonly (ClusterRule & { readonly from: readonly ClusterPeer[] })[];
        readonly egress?: readonly (ClusterRule & { readonly to: readonly ClusterPeer[] })[];
    };
}

export interface ClusterRule {
    readonly name?: string;
    readonly action: ClusterAction;
    readonly ports?: readonly ClusterPort[];
}

export type ClusterAction = "Accept" | "Deny" | "Pass";

export interface PodsOrNamespaces {
    readonly namespaces?: LabelSelector;
    readonly pods?: {
        readonly namespaceSelector: LabelSelector;
        readonly podSelector: LabelSelector;
    };
}

/** `networks` in egress rules only. */
export interface ClusterPeer extends PodsOrNamespaces {
    readonly networks?: readonly string[];
}

export interface ClusterPort {
    readonly portNumber?: { readonly protocol?: string; readonly port: number };
    readonly portRange?: {
        readonly protocol?: string;
        readonly start: number;
        readonly end: number;
    };
}

const KINDS: Readonly<Record<string, string>> = {
    NetworkPolicy: "networking.k8s.io/",
    AuthorizationPolicy: "security.istio.io/",
    PeerAuthentication: "security.istio.io/",
    ClusterNetworkPolicy: "networking.k8s.aws/",
};

/** What else decides on traffic: such an object is never passed over. */
const OTHER_JUDGES = [
    "networking.k8s.aws/",
    "policy.networking.k8s.io/",
    "security.istio.io/",
    "crd.projectcalico.org/",
    "projectcalico.org/",
    "cilium.io/",
];

/** Whether an object decides on traffic, understood or not. */
export function judgesTraffic(object: object): object is PolicyObject {
    const { apiVersion, kind } = object as { apiVersion?: unknown; kind?: unknown };
    if (typeof apiVersion !== "string" || typeof kind !== "string") {
        return false;
    }
    const group = KINDS[kind];
    return (
        (group !== undefined && apiVersion.startsWith(group)) ||
        OTHER_JUDGES.some((other) => apiVersion.startsWith(other))
    );
}

/** `NetworkPolicy tenant-acme/default-deny`. */
export function objectName({ kind, metadata }: PolicyObject): string {
    const inNamespace = metadata.namespace === undefined ? "" : `${metadata.namespace}/`;
    return `${kind} ${inNamespace}${metadata.name}`;
}
