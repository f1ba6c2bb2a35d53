import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { Checkout, localStack } from "../support/checkout.ts";
import { Cluster } from "../support/cluster.ts";
import { differences, type Stamped, stamped } from "../support/stamped.ts";

describe("a stack's life on a real engine and API server", function () {
    this.timeout(180_000);

    const acme = { plan: "professional", billingEmail: "billing@acme-corp.com" };
    const globex = { plan: "starter", billingEmail: "accounts@globex.example" };
    const initech = { plan: "enterprise", billingEmail: "finance@initech.example" };

    let checkout: Checkout;
    let cluster: Cluster;
    let objects: Stamped;

    before(() => {
        checkout = new Checkout(localStack({ "acme-corp": acme, globex, initech }));
    });

    after(() => checkout.remove());

    it("begins from nothing: one command brings the tenants up and lists them", async () => {
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        for (const row of [
            /^acme-corp +professional +tenant-acme-corp +cpu 8-16, memory 16Gi-32Gi, storage 100Gi, pods 50$/m,
            /^globex +starter +tenant-globex +cpu 2-4, memory 4Gi-8Gi, storage 10Gi, pods 10$/m,
            /^initech +enterprise +tenant-initech +cpu 32-64, memory 64Gi-128Gi, storage 1Ti, pods 100$/m,
        ]) {
            assert.match(output, row);
        }
        cluster = new Cluster(checkout.kubeconfig);
        objects = await stamped(cluster);
        assert.equal(objects.size, 3 * 13 + 3);
    });

    it("keeps the kubeconfig to its owner", () => {
        assert.equal((statSync(checkout.kubeconfig).mode & 0o777).toString(8), "600");
    });

    it("has every object written by one field manager alone", async () => {
        for (const [key, { metadata }] of await stamped(cluster)) {
            const writers = metadata.managedFields
                ?.filter(({ subresource }) => subresource === undefined)
                .map(({ manager }) => manager);
            const expected = /\/(StorageClass|CustomResourceDefinition)\//.test(key)
                ? /^pulumi-kubernetes/
                : /^neurallog-pulumi$/;
            assert.equal(writers?.length, 1, `${key}: ${String(writers)}`);
            assert.match(String(writers[0]), expected, key);
        }
    });

    it("changes nothing when nothing has changed", async () => {
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        assert.match(output, /pulumi up: 0 changes, \d+ unchanged/);
        assert.deepEqual(differences(objects, await stamped(cluster)), []);
    });

    it("changes one tenant only when that tenant's plan changes", async () => {
        checkout.write(
            localStack({ "acme-corp": acme, globex: { ...globex, plan: "professional" }, initech }),
        );
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        const changed = differences(objects, await stamped(cluster));
        assert.deepEqual(
            changed.filter((key) => !key.startsWith("tenant-globex/")),
            ["/Namespace/tenant-globex", "/Tenant/globex"],
        );
        objects = await stamped(cluster);
        assert.ok(objects.has("tenant-globex/ResourceQuota/tenant-professional-quota"));
        assert.ok(!objects.has("tenant-globex/ResourceQuota/tenant-starter-quota"));
    });

    it("keeps the data volume when the plan changes", () => {
        const claim = objects.get("tenant-globex/PersistentVolumeClaim/tenant-data-storage");
        const { spec } = claim as unknown as { spec: { resources: { requests: object } } };
        assert.deepEqual({ ...spec.resources.requests }, { storage: "10Gi" });
    });

    it("deletes exactly the objects of a tenant that is removed", async () => {
        checkout.write(
            localStack({ "acme-corp": acme, globex: { ...globex, plan: "professional" } }),
        );
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        const left = await stamped(cluster);
        assert.deepEqual(
            [...objects.keys()].filter((key) => !left.has(key)),
            [...objects.keys()].filter((key) => /(^|[/-])initech($|\/)/.test(key)),
        );
        assert.equal(objects.size - left.size, 13);
        assert.deepEqual(
            differences(objects, left).filter((key) => left.has(key)),
            [],
        );
        objects = left;
    });

    it("refuses ten mistakes in one run, each with its finding, and registers nothing", async () => {
        const email = { billingEmail: "a@b.example" };
        checkout.write(
            localStack({
                "acme-corp": acme,
                globex: { ...globex, plan: "professional" },
                m1: { plan: "profesional", ...email },
                ["m".repeat(57)]: { plan: "starter", ...email },
                "-x": { plan: "starter", ...email },
                Acme: { plan: "starter", ...email },
                starter: { plan: "starter", ...email },
                m6: { plan: "starter", ...email, palns: 1 },
                m7: {
                    plan: "professional",
                    ...email,
                    resources: { cpu: { requests: "4", limits: "2" } },
                },
                m8: {
                    plan: "professional",
                    ...email,
                    resources: { memory: { requests: "8GB", limits: "16Gi" } },
                },
                m9: { plan: "starter" },
                m10: [{ plan: "starter" }],
            }),
        );
        const { code, output } = await checkout.up();
        assert.notEqual(code, 0);
        assert.match(
            output,
            /Pulumi\.local\.yaml is invalid: 10 findings\. Nothing was registered\./,
        );
        const paths = output.match(/^ *neurallog:tenants\.\S+$/gm)?.map((path) => path.trim());
        assert.deepEqual(paths?.sort(), [
            "neurallog:tenants.-x",
            "neurallog:tenants.Acme",
            "neurallog:tenants.m1.plan",
            "neurallog:tenants.m10",
            "neurallog:tenants.m6.palns",
            "neurallog:tenants.m7.resources.cpu.requests",
            "neurallog:tenants.m8.resources.memory.requests",
            "neurallog:tenants.m9.billingEmail",
            `neurallog:tenants.${"m".repeat(57)}`,
            "neurallog:tenants.starter",
        ]);
        assert.deepEqual(differences(objects, await stamped(cluster)), []);
    });

    it("is gone after make down, with everything it left in the checkout", async () => {
        const { code, output } = await checkout.down();
        assert.equal(code, 0, output);
        assert.equal(existsSync(join(checkout.directory, ".local")), false);
        await assert.rejects(stamped(cluster));
    });
});
