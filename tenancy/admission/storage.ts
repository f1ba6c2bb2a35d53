import type { AdmissionObject } from "./admission-object.ts";
import type { AdmissionSettings } from "./settings.ts";

import { PLAN_LABEL } from "../labels.ts";
import { PLAN_NAMES, PLANS } from "../plans.ts";
import { SMALLEST_VOLUME } from "../storage-classes.ts";
import { comesFrom, list, text } from "./cel.ts";
import { resources, validatingPolicy } from "./policy.ts";

/** Those that write a claim's `volumeName` when they have found its volume. */
const BINDERS = [
    "system:kube-controller-manager",
    "system:serviceaccount:kube-system:persistent-volume-binder",
];

/** Which classes a plan may use, from the namespace's label; sizes of classes; and no claim on a volume by name. */
export function storage({ platform }: AdmissionSettings): AdmissionObject[] {
    const table = PLAN_NAMES.map((plan) => `${text(plan)}: ${list(PLANS[plan].storageClasses)}`);
    const sizes = Object.entries(SMALLEST_VOLUME).map(
        ([name, size]) => `${text(name)}: ${text(size)}`,
    );
    const binders = comesFrom({ ...platform, users: [...platform.users, ...BINDERS] });
    return validatingPolicy({
        name: "tenant-storage",
        resources: [resources("", ["persistentvolumeclaims"], ["CREATE", "UPDATE"])],
        variables: {
            plan: `namespaceObject.metadata.?labels[?${text(PLAN_LABEL)}].orValue("")`,
            classes: `{${table.join(", ")}}[?variables.plan].orValue([])`,
            class: 'object.spec.?storageClassName.orValue("")',
            size: 'object.spec.?resources.?requests[?"storage"].orValue("0")',
            smallest: `{${sizes.join(", ")}}[?variables.class].orValue("0")`,
            volume: 'object.spec.?volumeName.orValue("")',
            volumeBefore: 'oldObject == null ? "" : oldObject.spec.?volumeName.orValue("")',
        },
        rules: [
            {
                expression: "oldObject != null || variables.class in variables.classes",
                offender:
                    '(variables.class == "" ? "no storageClassName" : "storageClassName " + variables.class)' +
                    ' + ", where the plan " + variables.plan + " has " + variables.classes.join(", ")',
                message: "a claim names a storage class of the tenant's plan",
            },
            {
                expression:
                    "oldObject != null || quantity(variables.size).compareTo(quantity(variables.smallest)) >= 0",
                offender:
                    'variables.size + " of " + variables.class + ", which starts at " + variables.smallest',
                message:
                    "a smaller volume is slower than its class promises; ask for more, or for another class",
            },
            {
                expression: `variables.volume == variables.volumeBefore || ${binders}`,
                offender: '"volumeName " + variables.volume',
                message:
                    "volumes are of the whole cluster, and this may be another tenant's; remove volumeName",
                reason: "Forbidden",
            },
        ],
    });
}
