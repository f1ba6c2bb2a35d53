import assert from "node:assert/strict";

import { quotaWithinPlan as rule } from "../../policy/rules/quota-within-plan.ts";
import { PLAN_NAMES, PLANS } from "../../tenancy/plans.ts";
import {
    ACME_LABELS,
    changed,
    UNKNOWN,
    UnknownValueError,
    violationsOf,
    violationsOfPatch,
    without,
    type Declared,
} from "./support.ts";

const PLAN = ["metadata", "labels", "neurallog.io/plan"];
const HARD = ["spec", "hard"];
const PODS = [...HARD, "pods"];

const COMPLIANT: Declared = {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "tenant-starter-quota", namespace: "tenant-acme", labels: ACME_LABELS },
    spec: { hard: PLANS.starter.quota },
};

const OBJECT = "ResourceQuota tenant-acme/tenant-starter-quota";

function missing(resources: readonly string[]) {
    return (
        `${OBJECT}: spec.hard must bound all that plan starter bounds, but it lacks ${resources.join(", ")}. ` +
        "Add them: what a quota does not name is unlimited."
    );
}

function over(resource: string, bound: string, found: string, plan = "starter") {
    return (
        `${OBJECT}: spec.hard["${resource}"] must be at most ${bound} on plan ${plan}, but it is ${found}. ` +
        "Lower it, or move the tenant to a larger plan."
    );
}

describe("policy quota-within-plan", () => {
    for (const plan of PLAN_NAMES) {
        const atBound = changed(changed(COMPLIANT, PLAN, plan), HARD, PLANS[plan].quota);

        it(`accepts the quota of plan ${plan}`, () => {
            assert.deepEqual(violationsOf(rule, atBound), []);
        });

        for (const [resource, bound] of Object.entries(PLANS[plan].quota)) {
            it(`refuses ${resource} beyond plan ${plan}`, () => {
                assert.deepEqual(
                    violationsOf(rule, changed(atBound, [...HARD, resource], "1000Ti")),
                    [over(resource, bound, '"1000Ti"', plan)],
                );
            });
        }
    }

    for (const resource of Object.keys(PLANS.starter.quota)) {
        it(`refuses a quota without ${resource}`, () => {
            assert.deepEqual(violationsOf(rule, without(COMPLIANT, [...HARD, resource])), [
                missing([resource]),
            ]);
        });
    }

    for (const path of [HARD, ["spec"]]) {
        it(`refuses a quota without ${path.join(".")}`, () => {
            assert.deepEqual(violationsOf(rule, without(COMPLIANT, path)), [
                missing(Object.keys(PLANS.starter.quota)),
            ]);
        });
    }

    it("accepts what is tighter, written otherwise or not in the plan", () => {
        for (const [resource, value] of [
            ["pods", "9"],
            ["pods", 10],
            ["requests.cpu", "2000m"],
            ["requests.memory", "4294967296"],
            ["count/leases.coordination.k8s.io", "1000"],
        ] as const) {
            const quota = changed(COMPLIANT, [...HARD, resource], value);
            assert.deepEqual(violationsOf(rule, quota), []);
        }
    });

    it("refuses the smallest step beyond the plan, also as a number", () => {
        assert.deepEqual(
            violationsOf(rule, changed(COMPLIANT, [...HARD, "requests.cpu"], "2001m")),
            [over("requests.cpu", "2", '"2001m"')],
        );
        assert.deepEqual(violationsOf(rule, changed(COMPLIANT, PODS, 11)), [
            over("pods", "10", "11"),
        ]);
    });

    for (const value of ["ten", "10 pods", "", true, -1]) {
        it(`refuses ${JSON.stringify(value)}, which is no quantity`, () => {
            assert.deepEqual(violationsOf(rule, changed(COMPLIANT, PODS, value)), [
                `${OBJECT}: spec.hard["pods"] must be a quantity such as 10, ` +
                    `but it is ${JSON.stringify(value)}. Write it as Kubernetes does.`,
            ]);
        });
    }

    it("holds the quota against the plan of its label", () => {
        const quota = changed(COMPLIANT, PLAN, "enterprise");
        assert.deepEqual(violationsOf(rule, quota), []);
    });

    it("refuses a quota of no plan or an unknown one", () => {
        const must = `${OBJECT}: the label neurallog.io/plan must be one of starter, professional, enterprise, `;
        const remedy = "Set it: the quota is held against this plan.";
        assert.deepEqual(violationsOf(rule, without(COMPLIANT, PLAN)), [
            `${must}but it is absent. ${remedy}`,
        ]);
        assert.deepEqual(violationsOf(rule, changed(COMPLIANT, PLAN, "gold")), [
            `${must}but it is "gold". ${remedy}`,
        ]);
    });

    it("judges of a patch what it sets", () => {
        const patch = changed(COMPLIANT, HARD, { pods: "11" });
        assert.deepEqual(violationsOfPatch(rule, patch), [over("pods", "10", '"11"')]);
        assert.deepEqual(violationsOfPatch(rule, without(COMPLIANT, ["spec"])), []);
    });

    for (const path of [PLAN, PODS, HARD]) {
        it(`says nothing of ${path.join(".")} that is not known yet`, () => {
            const quota = changed(COMPLIANT, path, UNKNOWN);
            assert.throws(() => violationsOf(rule, quota), UnknownValueError);
        });
    }

    it("leaves quotas with scopes, of the platform and without metadata alone", () => {
        const quota = changed(COMPLIANT, PODS, "1000");
        for (const other of [
            changed(quota, ["spec", "scopes"], ["BestEffort"]),
            changed(quota, ["spec", "scopeSelector"], { matchExpressions: [] }),
            changed(quota, ["metadata"], { name: "monitoring", namespace: "monitoring" }),
            without(quota, ["metadata"]),
        ]) {
            assert.deepEqual(violationsOf(rule, other), []);
        }
    });
});
