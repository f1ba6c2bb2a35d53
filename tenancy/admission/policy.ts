import type { AdmissionObject, ResourceRule } from "./admission-object.ts";

import { PLATFORM_LABELS, TENANT_ID_LABEL } from "../labels.ts";
import { text } from "./cel.ts";

const API_VERSION = "admissionregistration.k8s.io/v1";

/** What holds in tenants' namespaces, and nowhere else. Who may set the label: `namespaces.ts`. */
export const IN_TENANT_NAMESPACES = {
    namespaceSelector: { matchExpressions: [{ key: TENANT_ID_LABEL, operator: "Exists" }] },
};

export type Operation = "CREATE" | "UPDATE" | "DELETE";

/**
 * Resources of one API group, of version 1; Kubernetes converts other versions to it. `pods/status` is a subresource.
 * Not "in every version": Kubernetes would not check the types of such a policy's expressions.
 */
export function resources(
    apiGroup: string,
    names: string[],
    operations: Operation[],
    scope: ResourceRule["scope"] = "Namespaced",
): ResourceRule {
    return { apiGroups: [apiGroup], apiVersions: ["v1"], resources: names, operations, scope };
}

/**
 * Whatever an API group has in a namespace, in any version. The scope matters: no selector of namespaces leaves out
 * what is in none.
 */
export function everythingOf(apiGroup: string, operations: Operation[]): ResourceRule {
    return {
        apiGroups: [apiGroup],
        apiVersions: ["*"],
        resources: ["*"],
        operations,
        scope: "Namespaced",
    };
}

export interface Rule {
    /** True of what is admitted. */
    readonly expression: string;
    /** What must be true, and what to do where it is not. */
    readonly message: string;
    /** An expression for what offends, if the object's name does not tell. */
    readonly offender?: string;
    /** `Forbidden` where another person might do the same. */
    readonly reason?: "Forbidden" | "Invalid";
}

export interface Policy {
    /** Its object is called `<name>.neurallog.io`. */
    readonly name: string;
    readonly resources: ResourceRule[];
    /** Judged on the whole cluster, where left out in tenants' namespaces. */
    readonly clusterWide?: {
        /** Which objects are judged, all when left out; the name stands in the API server's metrics. */
        readonly condition?: { readonly name: string; readonly expression: string };
    };
    readonly variables?: Readonly<Record<string, string>>;
    readonly rules: readonly Rule[];
}

/** The name of the object that is written, whatever happens to it: a deletion of many carries it in `oldObject` only. */
const OBJECT_NAME = "(object == null ? oldObject : object).metadata.?name.orValue(request.name)";

/**
 * A policy and its binding. A refusal reads `<kind> <namespace>/<name>: <offender>: <rule>`. What cannot be evaluated
 * is refused.
 */
export function validatingPolicy(policy: Policy): AdmissionObject[] {
    const { clusterWide, rules } = policy;
    const metadata = { name: `${policy.name}.neurallog.io`, labels: { ...PLATFORM_LABELS } };
    const place = clusterWide === undefined ? ' " " + request.namespace + "/"' : ' " "';
    const variables = {
        subject: `request.kind.kind +${place} + ${OBJECT_NAME} + ": "`,
        ...policy.variables,
    };
    return [
        {
            apiVersion: API_VERSION,
            kind: "ValidatingAdmissionPolicy",
            metadata,
            spec: {
                failurePolicy: "Fail",
                matchConstraints: { resourceRules: policy.resources },
                ...(clusterWide?.condition && { matchConditions: [{ ...clusterWide.condition }] }),
                variables: Object.entries(variables).map(([name, expression]) => ({
                    name,
                    expression,
                })),
                validations: rules.map(({ expression, message, offender, reason = "Invalid" }) => ({
                    expression,
                    message,
                    messageExpression: [
                        "variables.subject",
                        ...(offender === undefined ? [] : [offender, text(": ")]),
                        text(message),
                    ].join(" + "),
                    reason,
                })),
            },
        },
        {
            apiVersion: API_VERSION,
            kind: "ValidatingAdmissionPolicyBinding",
            metadata,
            spec: {
                policyName: metadata.name,
                validationActions: ["Deny", "Audit"],
                ...(clusterWide === undefined && { matchResources: IN_TENANT_NAMESPACES }),
            },
        },
    ];
}

/** A policy that changes what is created in tenants' namespaces, and its binding. */
export function mutatingPolicy(
    policyName: string,
    resourceRules: ResourceRule[],
    patches: readonly string[],
): AdmissionObject[] {
    const metadata = { name: `${policyName}.neurallog.io`, labels: { ...PLATFORM_LABELS } };
    return [
        {
            apiVersion: API_VERSION,
            kind: "MutatingAdmissionPolicy",
            metadata,
            spec: {
                failurePolicy: "Fail",
                // Again after a webhook has changed the pod: each patch adds only what is missing.
                reinvocationPolicy: "IfNeeded",
                matchConstraints: { resourceRules },
                mutations: patches.map((expression) => ({
                    patchType: "JSONPatch",
                    jsonPatch: { expression },
                })),
            },
        },
        {
            apiVersion: API_VERSION,
            kind: "MutatingAdmissionPolicyBinding",
            metadata,
            spec: { policyName: metadata.name, matchResources: IN_TENANT_NAMESPACES },
        },
    ];
}
