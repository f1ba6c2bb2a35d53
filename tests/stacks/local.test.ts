import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import type { RecordedResource } from "../support/recorded-program.ts";

import { recordProgram } from "../support/recorded-program.ts";

/** What the engine hands the program: maps as JSON, everything else as it is written. */
async function configuration(file: string): Promise<Record<string, string>> {
    const { config } = parse(await readFile(file, "utf8")) as { config: Record<string, unknown> };
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
            key,
            typeof value === "string" ? value : JSON.stringify(value),
        ]),
    );
}

const A_TENANT = (id: string) => [
    `kubernetes:core/v1:LimitRange::${id}/tenant-container-limits`,
    `kubernetes:core/v1:Namespace::${id}`,
    `kubernetes:core/v1:PersistentVolumeClaim::${id}/tenant-data-storage`,
    `kubernetes:core/v1:ResourceQuota::${id}/tenant-quota`,
    `kubernetes:core/v1:ServiceAccount::${id}/default`,
    `kubernetes:core/v1:ServiceAccount::${id}/tenant-service-account`,
    `kubernetes:networking.k8s.io/v1:NetworkPolicy::${id}/allow-dns`,
    `kubernetes:networking.k8s.io/v1:NetworkPolicy::${id}/allow-system-services`,
    `kubernetes:networking.k8s.io/v1:NetworkPolicy::${id}/default-deny`,
    `kubernetes:networking.k8s.io/v1:NetworkPolicy::${id}/tenant-isolation`,
    `kubernetes:neurallog.io/v1:Tenant::${id}/${id}`,
    `kubernetes:rbac.authorization.k8s.io/v1:Role::${id}/tenant-role`,
    `kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::${id}/tenant-role-binding`,
    `neurallog:index:Tenant::${id}`,
];

/** The admission policies; a policy and its binding have one name. */
const JUDGES = [
    "endpoints",
    "guards",
    "images",
    "namespaces",
    "objects",
    "placement",
    "pod-tokens",
    "quota-status",
    "scheduling",
    "service-accounts",
    "services",
    "storage",
    "token-requests",
    "token-secrets",
].flatMap((name) => admission("Validating", name));

function admission(what: "Mutating" | "Validating", name: string) {
    const type = `kubernetes:admissionregistration.k8s.io/v1:${what}AdmissionPolicy`;
    return [type, `${type}Binding`].map((each) => `${each}::tenant-${name}.neurallog.io`);
}

describe("the stack local", () => {
    let resources: RecordedResource[];

    before(async () => {
        pulumi.runtime.setAllConfig(await configuration("Pulumi.local.yaml"));
        resources = await recordProgram(async () => {
            await import("../../index.ts");
        });
    });

    it("registers exactly these: a renamed one would be replaced", () => {
        assert.deepEqual(
            resources.map(({ type, name }) => `${type}::${name}`),
            [
                "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition::tenants.neurallog.io",
                "kubernetes:storage.k8s.io/v1:StorageClass::fast-ssd",
                "kubernetes:storage.k8s.io/v1:StorageClass::premium-nvme",
                "neurallog:index:Admission::admission",
                "neurallog:index:PlatformGuards::platform-guards",
                "neurallog:index:StorageClasses::storage-classes",
                "pulumi:providers:kubernetes::cluster",
                ...JUDGES,
                ...admission("Mutating", "pool"),
                ...["acme-corp", "globex", "initech"].flatMap(A_TENANT),
            ].sort(),
        );
    });

    it("registers nothing with a default provider", () => {
        const foreign = resources.filter(
            ({ type, provider }) =>
                type.startsWith("kubernetes:") && !provider?.includes("cluster"),
        );
        assert.deepEqual(foreign, []);
    });

    it("leaves no resource without a parent but those the table of contents names", () => {
        const orphans = resources.filter(({ parent }) => parent === undefined);
        assert.deepEqual(orphans.map(({ name }) => name).sort(), [
            "acme-corp",
            "admission",
            "cluster",
            "globex",
            "initech",
            "platform-guards",
            "storage-classes",
            "tenants.neurallog.io",
        ]);
    });

    it("identifies its cluster by name, not by endpoint", () => {
        const provider = resources.find(({ type }) => type === "pulumi:providers:kubernetes");
        assert.partialDeepStrictEqual(provider?.inputs, {
            clusterIdentifier: "local",
            context: "local",
            kubeconfig: ".local/kubeconfig",
            upsertExistingObjects: "true",
        });
    });
});
