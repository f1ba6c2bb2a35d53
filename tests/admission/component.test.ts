import assert from "node:assert/strict";

import type * as k8s from "@pulumi/kubernetes";

import type { RecordedResource } from "../support/recorded-program.ts";

import { Admission } from "../../components/admission/admission.ts";
import { OWNERSHIP } from "../../components/ownership.ts";
import { admissionObjects } from "../../tenancy/admission/index.ts";
import { identity, recordProgram } from "../support/recorded-program.ts";
import { SETTINGS } from "./settings.ts";

const POLICIES = [
    "tenant-endpoints",
    "tenant-guards",
    "tenant-images",
    "tenant-mesh",
    "tenant-namespaces",
    "tenant-objects",
    "tenant-placement",
    "tenant-pod-tokens",
    "tenant-quota-status",
    "tenant-scheduling",
    "tenant-service-accounts",
    "tenant-services",
    "tenant-storage",
    "tenant-token-requests",
    "tenant-token-secrets",
];

const GROUP = "kubernetes:admissionregistration.k8s.io/v1";

describe("the component of the admission policies", () => {
    let resources: RecordedResource[];
    let children: RecordedResource[];

    before(async () => {
        resources = await recordProgram(() => {
            new Admission("admission", { settings: SETTINGS });
        });
        children = resources.filter(({ parent }) => parent !== undefined);
    });

    it("registers each policy and its binding under the name they have on the cluster", () => {
        assert.deepEqual(
            resources.map(({ type, name }) => `${type}::${name}`),
            [
                `${GROUP}:MutatingAdmissionPolicy::tenant-pool.neurallog.io`,
                `${GROUP}:MutatingAdmissionPolicyBinding::tenant-pool.neurallog.io`,
                ...POLICIES.map(
                    (name) => `${GROUP}:ValidatingAdmissionPolicy::${name}.neurallog.io`,
                ),
                ...POLICIES.map(
                    (name) => `${GROUP}:ValidatingAdmissionPolicyBinding::${name}.neurallog.io`,
                ),
                "neurallog:index:Admission::admission",
            ],
        );
    });

    it("is the parent of everything it registers", () => {
        assert.deepEqual(
            [...new Set(children.map(({ parent }) => parent))],
            ["neurallog:index:Admission::admission"],
        );
        assert.equal(children.length, resources.length - 1);
    });

    it("hands each object over as tenancy made it, with one field manager for all", () => {
        const annotations = OWNERSHIP;
        const key = ({ kind, metadata }: Record<string, unknown>) =>
            `${String(kind)} ${(metadata as { name: string }).name}`;
        const expected = admissionObjects(SETTINGS).map((object) => ({
            ...object,
            metadata: { ...object.metadata, annotations },
        }));
        const byKey = (a: Record<string, unknown>, b: Record<string, unknown>) =>
            key(a).localeCompare(key(b));
        assert.deepEqual(children.map(({ inputs }) => inputs).sort(byKey), expected.sort(byKey));
    });

    it("makes a binding after its policy, and deletes it before", () => {
        for (const { type, name, options } of children) {
            const wanted = type.endsWith("Binding")
                ? [`${type.replace(/Binding$/, "")}::${name}`]
                : [];
            const { dependsOn = [] } = options;
            const found = [dependsOn].flat() as k8s.core.v1.Pod[];
            assert.deepEqual(found.map(identity), wanted, `${type}::${name}`);
        }
    });

    it("sends the engine no inputs of its own", () => {
        assert.deepEqual(resources.at(-1)?.inputs, {});
    });
});
