import type { ResourceValidationPolicy } from "@pulumi/policy";

import { PLAN_LABEL, PLATFORM_LABELS, TENANT_ID_LABEL } from "../../tenancy/labels.ts";
import { PLAN_NAMES } from "../../tenancy/plans.ts";
import { tenantNamespace } from "../../tenancy/tenant-id.ts";
import { butItIs, isLeftAlone, validateObjects } from "../declared-object.ts";
import { isPlanName, labelsOf, tenantOf } from "../tenant.ts";

const REMEDY = "Take the labels of a tenant's objects from tenantLabels() in tenancy/labels.ts.";

export const tenantLabelsComplete: ResourceValidationPolicy = {
    name: "tenant-labels",
    description:
        "Every object of a tenant says whose it is, on which plan, and that this program owns it; " +
        "a namespace that says it is a tenant's has the tenant's name.",
    enforcementLevel: "mandatory",
    validateResource: validateObjects("all", (object, reportViolation) => {
        const tenant = tenantOf(object);
        if (tenant === undefined) {
            return;
        }
        const namespace = tenantNamespace(tenant);
        if (object.type === "Namespace" && object.name !== namespace) {
            reportViolation(
                `${object.label}: the name must be "${namespace}", because the label ${TENANT_ID_LABEL} ` +
                    `is "${tenant}". Rename the namespace, or drop the label if it is no tenant's.`,
            );
        }
        const labels = labelsOf(object);
        const expected = { [TENANT_ID_LABEL]: tenant, ...PLATFORM_LABELS };
        for (const [label, value] of Object.entries(expected)) {
            if (labels[label] !== value && !isLeftAlone(object, labels, label)) {
                reportViolation(
                    `${object.label}: the label ${label} must be "${value}", ${butItIs(labels[label])}. ${REMEDY}`,
                );
            }
        }
        const plan = labels[PLAN_LABEL];
        if (!isPlanName(plan) && !isLeftAlone(object, labels, PLAN_LABEL)) {
            reportViolation(
                `${object.label}: the label ${PLAN_LABEL} must be one of ${PLAN_NAMES.join(", ")}, ` +
                    `${butItIs(plan)}. ${REMEDY}`,
            );
        }
    }),
};
