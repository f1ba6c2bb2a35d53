import assert from "node:assert/strict";

import { tenantLabelsComplete as rule } from "../../policy/rules/tenant-labels.ts";
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

const COMPLIANT: Declared = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
        name: "settings",
        namespace: "tenant-acme",
        labels: { ...ACME_LABELS, team: "core" },
    },
};

const NAMESPACE: Declared = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "tenant-acme", labels: ACME_LABELS },
};

const TENANT: Declared = {
    apiVersion: "neurallog.io/v1",
    kind: "Tenant",
    metadata: { name: "acme", labels: ACME_LABELS },
};

const REMEDY = "Take the labels of a tenant's objects from tenantLabels() in tenancy/labels.ts.";

const EXPECTED = {
    "neurallog.io/tenant-id": 'must be "acme"',
    "app.kubernetes.io/part-of": 'must be "neurallog"',
    "app.kubernetes.io/managed-by": 'must be "pulumi"',
    "neurallog.io/plan": "must be one of starter, professional, enterprise",
};

function messages(object: string, found: string) {
    return Object.entries(EXPECTED).map(
        ([label, must]) => `${object}: the label ${label} ${must}, but it is ${found}. ${REMEDY}`,
    );
}

describe("policy tenant-labels", () => {
    for (const object of [COMPLIANT, NAMESPACE, TENANT]) {
        it(`accepts a ${object.kind} with the labels and others`, () => {
            assert.deepEqual(violationsOf(rule, object), []);
        });

        it(`refuses a ${object.kind} without labels, each at once`, () => {
            const { name, namespace } = object["metadata"] as { name: string; namespace?: string };
            const place = namespace === undefined ? "" : `${namespace}/`;
            assert.deepEqual(
                violationsOf(rule, without(object, ["metadata", "labels"])),
                messages(`${object.kind} ${place}${name}`, "absent"),
            );
        });
    }

    Object.entries(EXPECTED).forEach(([label], index) => {
        it(`refuses an object without ${label}`, () => {
            const object = without(COMPLIANT, ["metadata", "labels", label]);
            assert.deepEqual(violationsOf(rule, object), [
                messages("ConfigMap tenant-acme/settings", "absent")[index],
            ]);
        });

        it(`refuses an object with another ${label}`, () => {
            const object = changed(COMPLIANT, ["metadata", "labels", label], "other");
            assert.deepEqual(violationsOf(rule, object), [
                messages("ConfigMap tenant-acme/settings", '"other"')[index],
            ]);
        });

        it(`says nothing of ${label} that is not known yet`, () => {
            const object = changed(COMPLIANT, ["metadata", "labels", label], UNKNOWN);
            assert.throws(() => violationsOf(rule, object), UnknownValueError);
        });
    });

    it("refuses a plan that only every object has", () => {
        const object = changed(
            COMPLIANT,
            ["metadata", "labels", "neurallog.io/plan"],
            "constructor",
        );
        assert.deepEqual(violationsOf(rule, object), [
            messages("ConfigMap tenant-acme/settings", '"constructor"').at(-1),
        ]);
    });

    it("refuses a namespace that says it is a tenant's under another name", () => {
        assert.deepEqual(violationsOf(rule, changed(NAMESPACE, ["metadata", "name"], "acme")), [
            'Namespace acme: the name must be "tenant-acme", because the label neurallog.io/tenant-id is "acme". ' +
                "Rename the namespace, or drop the label if it is no tenant's.",
        ]);
    });

    it("judges of a patch the labels it sets", () => {
        const patch = changed(COMPLIANT, ["metadata", "labels"], { "neurallog.io/tenant-id": "b" });
        assert.deepEqual(violationsOfPatch(rule, patch), [
            messages("ConfigMap tenant-acme/settings", '"b"')[0],
        ]);
        assert.deepEqual(violationsOfPatch(rule, without(COMPLIANT, ["metadata", "labels"])), []);
    });

    it("says nothing of a namespace that is not known yet", () => {
        const object = changed(COMPLIANT, ["metadata", "namespace"], UNKNOWN);
        assert.throws(() => violationsOf(rule, object), UnknownValueError);
    });

    it("leaves objects of the platform alone", () => {
        for (const metadata of [
            { name: "settings", namespace: "monitoring" },
            { name: "settings", namespace: "my-tenant-acme" },
            { name: "tenant-acme" },
            null,
        ]) {
            assert.deepEqual(violationsOf(rule, changed(COMPLIANT, ["metadata"], metadata)), []);
        }
        assert.deepEqual(violationsOf(rule, without(COMPLIANT, ["metadata"])), []);
    });
});
