import type { AdmissionObject } from "./admission-object.ts";
import type { AdmissionSettings, NodePool } from "./settings.ts";

import { list, text } from "./cel.ts";
import { mutatingPolicy, type Rule, resources, validatingPolicy } from "./policy.ts";

/** What Kubernetes gives to every pod: it stays five minutes on a node that does not answer. */
const EVERY_POD = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/**
 * Puts tenants' pods on the pool. A pod that chooses other nodes is left as it is, for `placement` to refuse: to
 * overrule it silently would hide a mistake. Both lists are atomic, so they are patched, not applied.
 */
export function poolForPods({ pool }: AdmissionSettings): AdmissionObject[] {
    if (pool === undefined) {
        return [];
    }
    const { label, taint } = pool;
    const key = text(label.key);
    const value = text(label.value);
    const toleration = `{"key": ${text(taint.key)}, "operator": "Equal", "value": ${text(taint.value)}, "effect": ${text(taint.effect)}}`;
    return mutatingPolicy(
        "tenant-pool",
        [resources("", ["pods"], ["CREATE"])],
        [
            [
                "!has(object.spec.nodeSelector)",
                `? [JSONPatch{op: "add", path: "/spec/nodeSelector", value: {${key}: ${value}}}]`,
                `: ${key} in object.spec.nodeSelector ? []`,
                `: [JSONPatch{op: "add", path: "/spec/nodeSelector/" + jsonpatch.escapeKey(${key}), value: ${value}}]`,
            ].join(" "),
            [
                "!has(object.spec.tolerations)",
                `? [JSONPatch{op: "add", path: "/spec/tolerations", value: [${toleration}]}]`,
                `: object.spec.tolerations.exists(t, ${tolerates(pool)}) ? []`,
                `: [JSONPatch{op: "add", path: "/spec/tolerations/-", value: ${toleration}}]`,
            ].join(" "),
        ],
    );
}

/** Where pods may run, and how important they may be. What cannot change after creation is judged then. */
export function placement({ pool, priorityClasses }: AdmissionSettings): AdmissionObject[] {
    const inPool: Rule[] = [];
    const tolerations = [EVERY_POD_TOLERATES];
    if (pool !== undefined) {
        const { key, value } = pool.label;
        const chosen = `object.spec.?nodeSelector[?${text(key)}].orValue("")`;
        inPool.push({
            expression: `oldObject != null || ${chosen} == ${text(value)}`,
            offender: `"nodeSelector " + ${chosen}`,
            message: `a tenant's pods run on nodes with ${key}=${value}; leave that key out, it is added`,
        });
        tolerations.push(tolerates(pool));
    }
    const allowed = tolerations.map((each) => `(${each})`).join(" || ");
    return validatingPolicy({
        name: "tenant-placement",
        resources: [resources("", ["pods"], ["CREATE", "UPDATE"])],
        variables: {
            before: "oldObject == null ? [] : oldObject.spec.?tolerations.orValue([])",
            tolerations: `object.spec.?tolerations.orValue([]).filter(t, !(t in variables.before) && !(${allowed}))`,
        },
        rules: [
            ...inPool,
            {
                expression: "variables.tolerations.size() == 0",
                offender:
                    '"toleration of " + variables.tolerations.map(t, t.?key.orValue("every taint")).join(", ")',
                message: `a tenant's pods tolerate ${pool === undefined ? "" : "the tenants' nodes and, "}with NoExecute, a node that is not ready or unreachable; remove the toleration`,
            },
            {
                expression: 'oldObject != null || object.spec.?nodeName.orValue("") == ""',
                offender: '"nodeName " + object.spec.?nodeName.orValue("")',
                message: "the scheduler chooses the node; remove nodeName",
            },
            {
                expression: `oldObject != null || object.spec.?priorityClassName.orValue("") in ${list(["", ...priorityClasses])}`,
                offender: '"priorityClassName " + object.spec.?priorityClassName.orValue("")',
                message:
                    priorityClasses.length === 0
                        ? "a tenant's pods have no priority class; remove it"
                        : `a tenant's pods have no priority class, or ${priorityClasses.join(" or ")}`,
            },
        ],
    });
}

const EVERY_POD_TOLERATES = `t.?key.orValue("") in ${list(EVERY_POD)} && t.?effect.orValue("") == "NoExecute"`;

/** Whether the toleration `t` is the one for the pool's taint, no wider. */
function tolerates({ taint }: NodePool): string {
    return [
        `t.?key.orValue("") == ${text(taint.key)}`,
        't.?operator.orValue("Equal") == "Equal"',
        `t.?value.orValue("") == ${text(taint.value)}`,
        `t.?effect.orValue("") == ${text(taint.effect)}`,
    ].join(" && ");
}
