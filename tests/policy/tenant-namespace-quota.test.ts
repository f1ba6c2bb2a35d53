import assert from "node:assert/strict";

import { tenantNamespaceQuota as rule } from "../../policy/rules/tenant-namespace-quota.ts";
import {
    ACME_LABELS,
    changed,
    stackResource,
    UNKNOWN,
    UnknownValueError,
    violationsOfStack,
    without,
    type Declared,
} from "./support.ts";

const NAMESPACE: Declared = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "tenant-acme", labels: ACME_LABELS },
};

const QUOTA: Declared = {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "tenant-starter-quota", namespace: "tenant-acme", labels: ACME_LABELS },
    spec: { hard: { pods: "10" } },
};

const PLAN = ["metadata", "labels", "neurallog.io/plan"];

function violationsOf(...objects: Declared[]) {
    const resources = objects.map((object) => stackResource(object));
    return violationsOfStack(rule, resources);
}

function missing(namespace: string) {
    return {
        message:
            `Namespace ${namespace} must have a ResourceQuota without scopes, but the stack has none whose ` +
            `metadata.namespace is "${namespace}". Add the quota of its plan: without one the tenant can use ` +
            "the whole cluster.",
        urn: stackResource(NAMESPACE).urn,
    };
}

describe("policy tenant-namespace-quota", () => {
    it("accepts a namespace with its quota, in either order", () => {
        assert.deepEqual(violationsOf(NAMESPACE, QUOTA), []);
        assert.deepEqual(violationsOf(QUOTA, NAMESPACE), []);
    });

    it("refuses each namespace without a quota", () => {
        const beta = changed(NAMESPACE, ["metadata", "name"], "tenant-beta");
        assert.deepEqual(violationsOf(NAMESPACE, beta, QUOTA), [missing("tenant-beta")]);
        assert.deepEqual(violationsOf(NAMESPACE, beta), [
            missing("tenant-acme"),
            missing("tenant-beta"),
        ]);
    });

    for (const [what, quota] of [
        ["of another namespace", changed(QUOTA, ["metadata", "namespace"], "tenant-beta")],
        ["without a namespace", without(QUOTA, ["metadata", "namespace"])],
        ["without metadata", without(QUOTA, ["metadata"])],
        ["with scopes", changed(QUOTA, ["spec", "scopes"], ["NotTerminating"])],
        ["with a scope selector", changed(QUOTA, ["spec", "scopeSelector"], {})],
    ] as const) {
        it(`does not take a quota ${what} for the namespace's`, () => {
            assert.deepEqual(violationsOf(NAMESPACE, quota), [missing("tenant-acme")]);
        });
    }

    it("does not take a patch for a quota or a namespace", () => {
        const patch = stackResource(QUOTA, "kubernetes:core/v1:ResourceQuotaPatch");
        assert.deepEqual(violationsOfStack(rule, [stackResource(NAMESPACE), patch]), [
            missing("tenant-acme"),
        ]);
        const namespace = stackResource(NAMESPACE, "kubernetes:core/v1:NamespacePatch");
        assert.deepEqual(violationsOfStack(rule, [namespace]), []);
    });

    it("refuses a quota for another plan than the namespace's", () => {
        const quota = changed(QUOTA, PLAN, "enterprise");
        assert.deepEqual(violationsOf(NAMESPACE, quota), [
            {
                message:
                    "ResourceQuota tenant-acme/tenant-starter-quota must be for plan starter, the plan of " +
                    'Namespace tenant-acme, but its label neurallog.io/plan is "enterprise". ' +
                    "Give both the plan that was sold.",
                urn: stackResource(QUOTA).urn,
            },
        ]);
    });

    it("leaves labels of no plan to the rule on labels", () => {
        assert.deepEqual(violationsOf(without(NAMESPACE, PLAN), QUOTA), []);
        assert.deepEqual(violationsOf(NAMESPACE, changed(QUOTA, PLAN, "gold")), []);
    });

    it("holds a namespace of another name to it that a label calls a tenant's", () => {
        assert.deepEqual(violationsOf(changed(NAMESPACE, ["metadata", "name"], "acme")), [
            missing("acme"),
        ]);
    });

    for (const [what, objects] of [
        ["a namespace's name", [changed(NAMESPACE, ["metadata", "name"], UNKNOWN), QUOTA]],
        ["a quota's namespace", [NAMESPACE, changed(QUOTA, ["metadata", "namespace"], UNKNOWN)]],
        ["a quota's spec", [NAMESPACE, changed(QUOTA, ["spec"], UNKNOWN)]],
    ] as const) {
        it(`says nothing where ${what} is not known yet`, () => {
            assert.throws(() => violationsOf(...objects), UnknownValueError);
        });
    }

    it("leaves namespaces of the platform, and a stack without tenants, alone", () => {
        const metadata = { name: "istio-system" };
        assert.deepEqual(violationsOf(changed(NAMESPACE, ["metadata"], metadata)), []);
        assert.deepEqual(violationsOf(without(NAMESPACE, ["metadata"])), []);
        assert.deepEqual(violationsOf(), []);
    });
});
