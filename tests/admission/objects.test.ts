import assert from "node:assert/strict";

import type { AdmissionObject, AdmissionSettings } from "../../tenancy/admission/index.ts";

import { admissionObjects } from "../../tenancy/admission/index.ts";
import { tenantObjects } from "../../tenancy/blueprint/index.ts";
import { STORAGE_CLASS_NAMES, STORAGE_CLASSES } from "../../tenancy/storage-classes.ts";
import { ACME_CORP, CLUSTER } from "../support/tenants.ts";
import { LEAST_SETTINGS, SETTINGS } from "./settings.ts";

const names = (settings: AdmissionSettings) =>
    admissionObjects(settings)
        .filter(({ kind }) => !kind.endsWith("Binding"))
        .map(({ metadata }) => metadata.name.replace(".neurallog.io", ""));

describe("the admission objects", () => {
    const objects = admissionObjects(SETTINGS);

    it("are the same for the same settings", () => {
        assert.deepEqual(admissionObjects(SETTINGS), objects);
    });

    it("are pairs of a policy and its binding", () => {
        const [policies, bindings] = [false, true].map((binding) =>
            objects
                .filter((_, index) => (index % 2 === 1) === binding)
                .map(({ kind, metadata }) => `${kind.replace(/Binding$/, "")} ${metadata.name}`),
        );
        assert.deepEqual(policies, bindings);
        assert.ok(
            objects.every(({ kind }, index) => kind.endsWith("Binding") === (index % 2 === 1)),
        );
    });

    it("refuse what cannot be judged, and log what they refuse", () => {
        for (const object of objects) {
            if (object.kind === "ValidatingAdmissionPolicyBinding") {
                assert.deepEqual(object.spec?.validationActions, ["Deny", "Audit"]);
            } else if (object.kind !== "MutatingAdmissionPolicyBinding") {
                assert.equal(object.spec?.failurePolicy, "Fail");
            }
        }
    });

    it("hold in tenants' namespaces, but for those about namespaces and Tenant objects", () => {
        const clusterWide = objects.filter(
            (object: AdmissionObject) =>
                (object.kind === "ValidatingAdmissionPolicyBinding" ||
                    object.kind === "MutatingAdmissionPolicyBinding") &&
                object.spec?.matchResources === undefined,
        );
        assert.deepEqual(
            clusterWide.map(({ metadata }) => metadata.name),
            ["tenant-namespaces.neurallog.io", "tenant-objects.neurallog.io"],
        );
    });

    it("leave out pool and mesh where there is none", () => {
        assert.deepEqual(
            names(SETTINGS).filter((name) => !names(LEAST_SETTINGS).includes(name)),
            ["tenant-pool", "tenant-mesh"],
        );
    });

    it("end a registry where its name ends", () => {
        const registries = ["docker.io/library", "ghcr.io/neurallog/"];
        const text = JSON.stringify(admissionObjects({ ...SETTINGS, registries }));
        assert.match(text, /images come from docker.io\/library\/, ghcr.io\/neurallog\/;/);
        assert.doesNotMatch(text, /library[^/]/);
    });

    it("guard the very accounts that the blueprint makes", () => {
        const accounts = tenantObjects(ACME_CORP, CLUSTER)
            .filter(({ kind }) => kind === "ServiceAccount")
            .map(({ metadata }) => JSON.stringify(metadata.name));
        const text = JSON.stringify(
            objects.find(({ metadata }) => metadata.name.startsWith("tenant-service-accounts")),
        );
        const list = /name in \[(.*?)\]/.exec(text)?.[1] ?? "";
        assert.deepEqual(list.replaceAll("\\", "").split(", ").sort(), accounts.sort());
    });

    it("let io2 volumes start where their class gets its IOPS, at 1,000 for each GiB", () => {
        const text = JSON.stringify(
            objects.find(({ metadata }) => metadata.name.startsWith("tenant-storage")),
        ).replaceAll("\\", "");
        for (const name of STORAGE_CLASS_NAMES) {
            const { type, iops } = STORAGE_CLASSES[name].parameters ?? {};
            const size = type === "io2" ? `${Number(iops) / 1000}Gi` : undefined;
            const found = new RegExp(`"${name}": "(.*?)"`).exec(text)?.[1];
            assert.equal(found, size, name);
        }
    });
});
