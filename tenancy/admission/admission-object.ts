import type {
    NamedRuleWithOperations,
    ValidatingAdmissionPolicy,
    ValidatingAdmissionPolicyBinding,
} from "kubernetes-types/admissionregistration/v1.js";
import type { LabelSelector } from "kubernetes-types/meta/v1.js";

/** Which requests a policy is about. The published type forgets `resources` and `scope`. */
export interface ResourceRule extends NamedRuleWithOperations {
    readonly apiGroups: string[];
    readonly apiVersions: string[];
    readonly resources: string[];
    readonly operations: string[];
    readonly scope: "Cluster" | "Namespaced" | "*";
}

interface Identity<K extends string> {
    readonly apiVersion: "admissionregistration.k8s.io/v1";
    readonly kind: K;
    readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
}

type ValidatingPolicy = ValidatingAdmissionPolicy & Identity<"ValidatingAdmissionPolicy">;
type ValidatingBinding = ValidatingAdmissionPolicyBinding &
    Identity<"ValidatingAdmissionPolicyBinding">;

/** The published types end before version 1 of these two; only what is used here is written down. */
type MutatingPolicy = Identity<"MutatingAdmissionPolicy"> & {
    readonly spec: {
        readonly failurePolicy: "Fail";
        readonly reinvocationPolicy: "IfNeeded" | "Never";
        readonly matchConstraints: { resourceRules: ResourceRule[] };
        readonly mutations: { patchType: "JSONPatch"; jsonPatch: { expression: string } }[];
    };
};
type MutatingBinding = Identity<"MutatingAdmissionPolicyBinding"> & {
    readonly spec: {
        readonly policyName: string;
        readonly matchResources: { namespaceSelector: LabelSelector };
    };
};

/** A policy of the API server, or its binding to what it judges. `kind` tells which it is. */
export type AdmissionObject =
    ValidatingPolicy | ValidatingBinding | MutatingPolicy | MutatingBinding;
