import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";

import type { RecordedResource } from "../support/recorded-program.ts";

import { Tenant } from "../../components/tenant/tenant.ts";
import { tenantObjects } from "../../tenancy/blueprint/index.ts";
import { TENANT_DEFINITION } from "../../tenancy/tenant-definition.ts";
import { identity, recordProgram } from "../support/recorded-program.ts";
import { ACME_CORP, CLUSTER, SERVICES } from "../support/tenants.ts";

describe("the component of a tenant", () => {
    let resources: RecordedResource[];

    const named = (name: string) => {
        const found = resources.find((resource) => resource.name === name);
        assert.ok(found, name);
        return found;
    };

    const identities = (list: unknown) => (list as k8s.core.v1.Namespace[]).map(identity);

    before(async () => {
        resources = await recordProgram(() => {
            const definition = new k8s.apiextensions.v1.CustomResourceDefinition(
                "tenants.neurallog.io",
                TENANT_DEFINITION,
            );
            new Tenant("acme-corp", {
                tenant: ACME_CORP,
                cluster: CLUSTER,
                definition,
                protect: true,
            });
        });
    });

    it("registers the blueprint's objects under names that start with the tenant's id", () => {
        assert.deepEqual(
            resources.map(({ type, name }) => `${type}::${name}`),
            [
                "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition::tenants.neurallog.io",
                "kubernetes:core/v1:LimitRange::acme-corp/tenant-container-limits",
                "kubernetes:core/v1:Namespace::acme-corp",
                "kubernetes:core/v1:PersistentVolumeClaim::acme-corp/tenant-data-storage",
                "kubernetes:core/v1:ResourceQuota::acme-corp/tenant-quota",
                "kubernetes:core/v1:ServiceAccount::acme-corp/default",
                "kubernetes:core/v1:ServiceAccount::acme-corp/tenant-service-account",
                "kubernetes:networking.k8s.io/v1:NetworkPolicy::acme-corp/allow-dns",
                "kubernetes:networking.k8s.io/v1:NetworkPolicy::acme-corp/allow-system-services",
                "kubernetes:networking.k8s.io/v1:NetworkPolicy::acme-corp/default-deny",
                "kubernetes:networking.k8s.io/v1:NetworkPolicy::acme-corp/tenant-isolation",
                "kubernetes:neurallog.io/v1:Tenant::acme-corp/acme-corp",
                "kubernetes:rbac.authorization.k8s.io/v1:Role::acme-corp/tenant-role",
                "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::acme-corp/tenant-role-binding",
                "neurallog:index:Tenant::acme-corp",
            ],
        );
    });

    it("hands each object over as the blueprint made it", () => {
        const registered = resources
            .filter(({ parent }) => parent === "neurallog:index:Tenant::acme-corp")
            .map(({ inputs: { metadata, ...rest } }) => {
                const identity = structuredClone(metadata as Record<string, unknown>);
                delete identity["annotations"];
                return { ...rest, metadata: identity };
            });
        const byName = (object: { metadata: unknown; kind?: unknown }) =>
            JSON.stringify([object.kind, object.metadata]);
        const sorted = <T extends { metadata: unknown }>(objects: T[]) =>
            objects.sort((a, b) => byName(a).localeCompare(byName(b)));
        assert.deepEqual(sorted(registered), sorted(tenantObjects(ACME_CORP, CLUSTER)));
    });

    it("is the parent of everything it registers", () => {
        const orphans = resources.filter(({ parent }) => parent === undefined);
        assert.deepEqual(
            orphans.map(({ name }) => name),
            ["tenants.neurallog.io", "acme-corp"],
        );
    });

    it("sends the engine no inputs of its own", () => {
        const component = resources.find(({ type }) => type === "neurallog:index:Tenant");
        assert.deepEqual(component?.inputs, {});
    });

    it("is the one writer of every object, and takes back what others change", () => {
        for (const { inputs, parent, name } of resources) {
            if (parent === "neurallog:index:Tenant::acme-corp") {
                const { annotations } = inputs.metadata as { annotations: object };
                assert.partialDeepStrictEqual(
                    annotations,
                    {
                        "pulumi.com/patchFieldManager": "neurallog-pulumi",
                        "pulumi.com/patchForce": "true",
                    },
                    name,
                );
            }
        }
    });

    it("goes with the namespace what is in the namespace", () => {
        const { dependsOn, deletedWith } = named("acme-corp/tenant-isolation").options;
        assert.deepEqual(identities(dependsOn), ["kubernetes:core/v1:Namespace::acme-corp"]);
        assert.deepEqual(identities([deletedWith]), ["kubernetes:core/v1:Namespace::acme-corp"]);
    });

    it("makes the Tenant object after its definition, and deletes it by itself", () => {
        const { dependsOn, deletedWith } = named("acme-corp/acme-corp").options;
        assert.deepEqual(identities(dependsOn), [
            "kubernetes:core/v1:Namespace::acme-corp",
            "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition::tenants.neurallog.io",
        ]);
        assert.equal(deletedWith, undefined);
    });

    it("makes the quota after everything that is in the namespace", () => {
        const { dependsOn } = named("acme-corp/tenant-quota").options;
        const inside = resources.filter(
            ({ name, parent }) =>
                parent === "neurallog:index:Tenant::acme-corp" &&
                !["acme-corp/tenant-quota", "acme-corp/acme-corp"].includes(name),
        );
        assert.deepEqual(
            identities(dependsOn).sort(),
            inside.map(({ type, name }) => `${type}::${name}`),
        );
    });

    it("waits for neither the quota's status nor the volume's binding", () => {
        for (const name of ["acme-corp/tenant-quota", "acme-corp/tenant-data-storage"]) {
            const { annotations } = named(name).inputs.metadata as { annotations: object };
            assert.partialDeepStrictEqual(annotations, { "pulumi.com/skipAwait": "true" });
        }
    });

    it("protects what a deletion would really delete, and nothing else", () => {
        const guarded = resources.filter(({ options }) => options.protect === true);
        assert.deepEqual(
            guarded.map(({ name }) => name),
            ["acme-corp", "acme-corp/tenant-data-storage", "acme-corp/acme-corp"],
        );
    });

    it("never changes the data volume it has once made", () => {
        const { options } = named("acme-corp/tenant-data-storage");
        assert.deepEqual(options.ignoreChanges, ["spec"]);
    });
});

describe("the component of a tenant with services", () => {
    let resources: RecordedResource[];

    before(async () => {
        resources = await recordProgram(() => {
            const definition = new k8s.apiextensions.v1.CustomResourceDefinition(
                "tenants.neurallog.io",
                TENANT_DEFINITION,
            );
            const secrets = {
                region: "eu-west-1",
                role: "arn:aws:iam::123456789012:role/a",
                prefix: "a/",
            };
            const cluster = { ...CLUSTER, services: { ...SERVICES, secrets } };
            new Tenant("acme-corp", { tenant: ACME_CORP, cluster, definition, protect: true });
        });
    });

    const find = (type: string, name: string) => {
        const found = resources.find((each) => each.type === type && each.name === name);
        assert.ok(found, `${type} ${name}`);
        return found;
    };

    it("registers them under the names of their objects, each kind once", () => {
        for (const name of ["acme-corp/log-server", "acme-corp/auth-service"]) {
            assert.deepEqual(
                resources.filter((each) => each.name === name).map(({ type }) => type),
                [
                    "kubernetes:apps/v1:Deployment",
                    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
                    "kubernetes:core/v1:Service",
                    "kubernetes:policy/v1:PodDisruptionBudget",
                ],
            );
        }
        for (const kind of ["SecretStore", "ExternalSecret"]) {
            find(`kubernetes:external-secrets.io/v1:${kind}`, "acme-corp/tenant-secrets");
        }
    });

    it("lets nothing run before what fences it", () => {
        const { dependsOn } = find("kubernetes:apps/v1:Deployment", "acme-corp/log-server").options;
        const before = (dependsOn as k8s.core.v1.Namespace[]).map(identity);
        for (const fence of [
            "kubernetes:core/v1:LimitRange::acme-corp/tenant-container-limits",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy::acme-corp/default-deny",
            "kubernetes:core/v1:ServiceAccount::acme-corp/tenant-service-account",
        ]) {
            assert.ok(before.includes(fence), fence);
        }
    });

    it("waits for no pods", () => {
        for (const type of ["kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service"]) {
            const { annotations } = find(type, "acme-corp/log-server").inputs.metadata as {
                annotations: object;
            };
            assert.partialDeepStrictEqual(annotations, { "pulumi.com/skipAwait": "true" });
        }
    });
});

describe("the component of a tenant that leaves", () => {
    let resources: RecordedResource[];

    before(async () => {
        resources = await recordProgram(() => {
            const definition = new k8s.apiextensions.v1.CustomResourceDefinition(
                "tenants.neurallog.io",
                TENANT_DEFINITION,
            );
            new Tenant("acme-corp", {
                tenant: {
                    ...ACME_CORP,
                    state: "offboarding",
                    until: "2026-12-31",
                    deletionConfirmed: true,
                },
                cluster: { ...CLUSTER, backup: { namespace: "velero", finalBackupDays: 365 } },
                definition,
                protect: false,
            });
        });
    });

    it("protects nothing when its deletion is confirmed", () => {
        assert.deepEqual(
            resources.filter(({ options }) => options.protect === true),
            [],
        );
    });

    it("registers its last backup after everything in its namespace, and never deletes it", () => {
        const backup = resources.find(({ type }) => type === "kubernetes:velero.io/v1:Backup");
        assert.equal(backup?.name, "acme-corp/tenant-acme-corp-final-2026-12-31");
        const { dependsOn, retainOnDelete, ignoreChanges, deletedWith } = backup.options;
        const inside = resources.filter(
            ({ inputs }) =>
                (inputs.metadata as { namespace?: string } | undefined)?.namespace ===
                "tenant-acme-corp",
        );
        assert.equal((dependsOn as unknown[]).length, inside.length + 1);
        assert.equal(retainOnDelete, true);
        assert.deepEqual(ignoreChanges, ["spec"]);
        assert.equal(deletedWith, undefined);
    });

    it("says on its Tenant object where the backup is, beside what Pulumi must know", () => {
        const object = resources.find(({ type }) => type === "kubernetes:neurallog.io/v1:Tenant");
        const { annotations } = object?.inputs.metadata as { annotations: object };
        assert.partialDeepStrictEqual(annotations, {
            "neurallog.io/final-backup": "velero/tenant-acme-corp-final-2026-12-31",
            "pulumi.com/patchFieldManager": "neurallog-pulumi",
        });
    });
});
