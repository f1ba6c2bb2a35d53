import type { ResourceValidationPolicy } from "@pulumi/policy";

import { PLAN_LABEL } from "../../tenancy/labels.ts";
import { PLAN_NAMES, PLANS } from "../../tenancy/plans.ts";
import { compareQuantities, parseQuantity, type Quantity } from "../../tenancy/quantity.ts";
import { butItIs, fields, isAbsent, validateObjects } from "../declared-object.ts";
import { hasScopes } from "../resource-quota.ts";
import { isPlanName, labelsOf, tenantOf } from "../tenant.ts";

/**
 * A quota that says more than the plan is fine: all quotas of a namespace must be met, so it can only narrow. A
 * quota with scopes is not judged for the same reason; that another one has none is for `tenant-namespace-quota`.
 */
export const quotaWithinPlan: ResourceValidationPolicy = {
    name: "quota-within-plan",
    description:
        "The quota of a tenant bounds all that its plan bounds, at the plan's numbers or less.",
    enforcementLevel: "mandatory",
    validateResource: validateObjects(["ResourceQuota"], (object, reportViolation) => {
        if (tenantOf(object) === undefined || hasScopes(object)) {
            return;
        }
        const plan = labelsOf(object)[PLAN_LABEL];
        if (!isPlanName(plan)) {
            reportViolation(
                `${object.label}: the label ${PLAN_LABEL} must be one of ${PLAN_NAMES.join(", ")}, ${butItIs(plan)}. ` +
                    "Set it: the quota is held against this plan.",
            );
            return;
        }
        const hard = fields(fields(object.props["spec"])["hard"]);
        const bounds = Object.entries(PLANS[plan].quota);
        const missing = bounds.filter(([resource]) => isAbsent(hard[resource]));
        if (missing.length > 0 && !object.isPatch) {
            const resources = missing.map(([resource]) => resource).join(", ");
            reportViolation(
                `${object.label}: spec.hard must bound all that plan ${plan} bounds, but it lacks ${resources}. ` +
                    "Add them: what a quota does not name is unlimited.",
            );
        }
        for (const [resource, bound] of bounds) {
            const value = hard[resource];
            if (isAbsent(value)) {
                continue;
            }
            const quantity = quantityOf(value);
            if (quantity === undefined) {
                reportViolation(
                    `${object.label}: spec.hard["${resource}"] must be a quantity such as ${bound}, ` +
                        `${butItIs(value)}. Write it as Kubernetes does.`,
                );
            } else if (compareQuantities(quantity, bound) > 0) {
                reportViolation(
                    `${object.label}: spec.hard["${resource}"] must be at most ${bound} on plan ${plan}, ` +
                        `${butItIs(value)}. Lower it, or move the tenant to a larger plan.`,
                );
            }
        }
    }),
};

/** Kubernetes takes a number for a quantity too. */
function quantityOf(value: unknown): Quantity | undefined {
    const quantity = typeof value === "number" ? String(value) : value;
    return typeof quantity === "string" && parseQuantity(quantity) !== undefined
        ? quantity
        : undefined;
}
