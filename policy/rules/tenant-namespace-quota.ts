import type { StackValidationPolicy } from "@pulumi/policy";

import { PLAN_LABEL } from "../../tenancy/labels.ts";
import { declaredObject, type DeclaredObject } from "../declared-object.ts";
import { hasScopes } from "../resource-quota.ts";
import { isPlanName, labelsOf, tenantOf } from "../tenant.ts";

/** What is left of a Namespace or a ResourceQuota after one pass: reading a stack's properties is slow. */
interface Entry {
    readonly label: string;
    readonly urn: string;
    readonly plan: unknown;
}

/**
 * The stack decides, since a quota is an object of its own. A patch is no quota: somebody else owns what it
 * changes. Neither is a quota with scopes: it counts only some of the pods.
 */
export const tenantNamespaceQuota: StackValidationPolicy = {
    name: "tenant-namespace-quota",
    description:
        "Every namespace of a tenant has a ResourceQuota in it, without scopes and for the namespace's plan.",
    enforcementLevel: "mandatory",
    validateStack: (args, reportViolation) => {
        const namespaces = new Map<string, Entry>();
        const quotas = new Map<string, Entry[]>();
        for (const resource of args.resources) {
            const object = declaredObject(resource, ["Namespace", "ResourceQuota"]);
            if (object === undefined || object.isPatch) {
                continue;
            }
            if (object.type === "Namespace" && tenantOf(object) !== undefined) {
                namespaces.set(object.name ?? resource.name, entryOf(object, resource.urn));
            } else if (object.type === "ResourceQuota" && !hasScopes(object)) {
                const inside = object.namespace ?? "default";
                quotas.set(inside, [...(quotas.get(inside) ?? []), entryOf(object, resource.urn)]);
            }
        }
        for (const [name, namespace] of namespaces) {
            const inside = quotas.get(name);
            if (inside === undefined) {
                reportViolation(
                    `${namespace.label} must have a ResourceQuota without scopes, but the stack has none ` +
                        `whose metadata.namespace is "${name}". Add the quota of its plan: without one the ` +
                        "tenant can use the whole cluster.",
                    namespace.urn,
                );
            }
            for (const quota of inside ?? []) {
                // What is no plan at all is for the rule `tenant-labels`.
                const bothKnown = isPlanName(namespace.plan) && isPlanName(quota.plan);
                if (bothKnown && namespace.plan !== quota.plan) {
                    reportViolation(
                        `${quota.label} must be for plan ${namespace.plan}, the plan of ${namespace.label}, ` +
                            `but its label ${PLAN_LABEL} is "${quota.plan}". Give both the plan that was sold.`,
                        quota.urn,
                    );
                }
            }
        }
    },
};

function entryOf(object: DeclaredObject, urn: string): Entry {
    return { label: object.label, urn, plan: labelsOf(object)[PLAN_LABEL] };
}
