import assert from "node:assert/strict";

import { tenantNamespacePodSecurity as rule } from "../../policy/rules/tenant-namespace-pod-security.ts";
import {
    ACME_LABELS,
    changed,
    judge,
    UNKNOWN,
    UnknownValueError,
    violationsOf,
    violationsOfPatch,
    without,
    type Declared,
} from "./support.ts";

const POD_SECURITY = "pod-security.kubernetes.io";

const COMPLIANT: Declared = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
        name: "tenant-acme",
        labels: {
            ...ACME_LABELS,
            [`${POD_SECURITY}/enforce`]: "restricted",
            [`${POD_SECURITY}/enforce-version`]: "v1.36",
            [`${POD_SECURITY}/audit`]: "restricted",
            [`${POD_SECURITY}/audit-version`]: "v1.36",
            [`${POD_SECURITY}/warn`]: "restricted",
            [`${POD_SECURITY}/warn-version`]: "v1.36",
        },
    },
};

function label(name: string) {
    return ["metadata", "labels", `${POD_SECURITY}/${name}`];
}

function levelMessage(mode: string, found: string) {
    return (
        `Namespace tenant-acme: the label ${POD_SECURITY}/${mode} must be "restricted", but it is ${found}. ` +
        "Set it; a pod that needs more does not belong in a tenant's namespace."
    );
}

function versionMessage(mode: string, found: string) {
    return (
        `Namespace tenant-acme: the label ${POD_SECURITY}/${mode}-version must pin a version such as "v1.36", ` +
        `but it is ${found}. Pin it to the cluster's, so that an upgrade of the cluster does not change which ` +
        "pods run."
    );
}

describe("policy tenant-namespace-pod-security", () => {
    it("accepts a tenant's namespace that is restricted at a pinned version", () => {
        assert.deepEqual(violationsOf(rule, COMPLIANT), []);
    });

    for (const mode of ["enforce", "audit", "warn"]) {
        it(`refuses another level of ${mode}`, () => {
            const namespace = changed(COMPLIANT, label(mode), "baseline");
            assert.deepEqual(violationsOf(rule, namespace), [levelMessage(mode, '"baseline"')]);
        });

        it(`refuses an absent level of ${mode}`, () => {
            const namespace = without(COMPLIANT, label(mode));
            assert.deepEqual(violationsOf(rule, namespace), [levelMessage(mode, "absent")]);
        });

        it(`refuses an absent version of ${mode}`, () => {
            const namespace = without(COMPLIANT, label(`${mode}-version`));
            assert.deepEqual(violationsOf(rule, namespace), [versionMessage(mode, "absent")]);
        });
    }

    for (const version of ["latest", "1.36", "v1.36.1", "v1"]) {
        it(`refuses version ${version}`, () => {
            const namespace = changed(COMPLIANT, label("enforce-version"), version);
            assert.deepEqual(violationsOf(rule, namespace), [
                versionMessage("enforce", `"${version}"`),
            ]);
        });
    }

    it("refuses a tenant's namespace without labels, each at once", () => {
        assert.deepEqual(
            violationsOf(rule, without(COMPLIANT, ["metadata", "labels"])),
            ["enforce", "audit", "warn"].flatMap((mode) => [
                levelMessage(mode, "absent"),
                versionMessage(mode, "absent"),
            ]),
        );
    });

    it("refuses a namespace of another name that a label calls a tenant's", () => {
        const namespace = changed(
            changed(COMPLIANT, ["metadata", "name"], "acme"),
            label("warn"),
            "privileged",
        );
        assert.deepEqual(violationsOf(rule, namespace), [
            levelMessage("warn", '"privileged"').replace("tenant-acme", "acme"),
        ]);
    });

    it("refuses a weak namespace also when a CustomResource declares it", () => {
        const namespace = changed(COMPLIANT, label("enforce"), "privileged");
        assert.deepEqual(judge(rule, "kubernetes:v1:Namespace", namespace), [
            levelMessage("enforce", '"privileged"'),
        ]);
    });

    it("refuses a name that the API server completes", () => {
        const { metadata } = changed(COMPLIANT, label("enforce"), "privileged");
        const namespace = {
            ...COMPLIANT,
            metadata: { ...(metadata as object), name: null, generateName: "tenant-acme" },
        };
        assert.deepEqual(violationsOf(rule, namespace), [levelMessage("enforce", '"privileged"')]);
    });

    it("judges of a patch what it sets", () => {
        const labels = { [`${POD_SECURITY}/enforce`]: "privileged" };
        const patch = changed(COMPLIANT, ["metadata", "labels"], labels);
        assert.deepEqual(violationsOfPatch(rule, patch), [levelMessage("enforce", '"privileged"')]);
        assert.deepEqual(violationsOfPatch(rule, without(COMPLIANT, ["metadata", "labels"])), []);
    });

    it("says nothing of a label that is not known yet", () => {
        const namespace = changed(COMPLIANT, label("enforce"), UNKNOWN);
        assert.throws(() => violationsOf(rule, namespace), UnknownValueError);
    });

    it("says nothing of a name that is not known yet", () => {
        const namespace = changed(COMPLIANT, ["metadata", "name"], UNKNOWN);
        assert.throws(() => violationsOf(rule, namespace), UnknownValueError);
    });

    it("leaves the platform's namespaces alone", () => {
        const namespace: Declared = {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: "istio-system" },
        };
        assert.deepEqual(violationsOf(rule, namespace), []);
    });

    it("leaves a namespace without metadata alone", () => {
        assert.deepEqual(violationsOf(rule, without(COMPLIANT, ["metadata"])), []);
    });

    it("leaves other objects of a tenant and other clouds' resources alone", () => {
        const configMap = {
            ...COMPLIANT,
            kind: "ConfigMap",
            metadata: { namespace: "tenant-acme" },
        };
        assert.deepEqual(violationsOf(rule, configMap), []);
        assert.deepEqual(judge(rule, "aws:eks/cluster:Cluster", { kind: UNKNOWN }), []);
    });

    it("leaves alone what is no Kubernetes object, such as a chart", () => {
        for (const props of [{}, { kind: "Namespace" }, { apiVersion: "v1" }]) {
            assert.deepEqual(judge(rule, "kubernetes:helm.sh/v4:Chart", props), []);
        }
    });

    it("needs nothing to be known of objects that are no namespaces", () => {
        const secret = { ...COMPLIANT, kind: "Secret", metadata: UNKNOWN };
        assert.deepEqual(violationsOf(rule, secret), []);
    });
});
