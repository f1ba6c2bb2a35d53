import assert from "node:assert/strict";
import { join } from "node:path";

import type { LastUpdate } from "../../tenancy/life-cycle/index.ts";

import { ensureEngine } from "../../tools/engine/engine.ts";
import { pulumi } from "../../tools/engine/pulumi.ts";
import { Checkout, localStack, type StackFile } from "../support/checkout.ts";
import { Cluster } from "../support/cluster.ts";
import { differences, stamped, type Stamped } from "../support/stamped.ts";

const billing = (id: string) => ({ billingEmail: `billing@${id}.example` });

/** Five tenants that are served; one of them pays for storage that outlives its claim. */
const FIVE = {
    alpha: { plan: "starter", ...billing("alpha") },
    beta: { plan: "starter", ...billing("beta") },
    delta: { plan: "starter", ...billing("delta") },
    epsilon: {
        plan: "enterprise",
        ...billing("epsilon"),
        resources: { storage: { requests: "50Gi", storageClass: "premium-nvme" } },
    },
    gamma: { plan: "starter", ...billing("gamma") },
};

const without = (id: keyof typeof FIVE) =>
    Object.fromEntries(Object.entries(FIVE).filter(([other]) => other !== id));

/** One tenant is not served, and one is to be deleted: its date was over long ago. */
const ALPHA_SUSPENDED = { ...FIVE.alpha, state: "suspended" };
const EPSILON_CONFIRMED = {
    ...FIVE.epsilon,
    state: "offboarding",
    until: "2020-02-29",
    confirmDeletion: "epsilon",
};

describe("tenants that leave, on a real engine and API server", function () {
    this.timeout(180_000);

    let checkout: Checkout;
    let cluster: Cluster;
    let objects: Stamped;

    /** A stack file in which tenants are no playthings: nothing is said of how they leave. */
    const stack = (tenants: object, changes: StackFile = {}): StackFile => ({
        ...localStack(tenants),
        "neurallog:lifeCycle": {},
        ...changes,
    });

    const engine = async (...commandLine: string[]) => {
        const directory = join(checkout.directory, ".local", "run");
        const found = await ensureEngine({ report: () => undefined });
        const cwd = join(directory, "project");
        return pulumi(found, [...commandLine, "--stack", "local"], { directory, cwd });
    };

    const outputs = async (): Promise<LastUpdate> =>
        JSON.parse((await engine("stack", "output", "--json")).stdout) as LastUpdate;

    const succeeds = async (file: StackFile) => {
        checkout.write(file);
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        return output;
    };

    /** Runs an update that has to be refused and have changed nothing; what it says, without its indentation. */
    const refused = async (file: StackFile): Promise<string> => {
        checkout.write(file);
        const { code, output } = await checkout.up();
        assert.notEqual(code, 0, output);
        assert.deepEqual(differences(objects, await stamped(cluster)), []);
        return output.replace(/^ +/gm, "");
    };

    before(async () => {
        checkout = new Checkout(stack(FIVE));
        await succeeds(stack(FIVE));
        cluster = new Cluster(checkout.kubeconfig);
        objects = await stamped(cluster);
    });

    after(() => checkout.remove());

    it("are known to the stack: each with its namespace, plan, state and protection", async () => {
        const { tenants, retainedVolumes } = await outputs();
        assert.deepEqual(Object.keys(tenants), ["alpha", "beta", "delta", "epsilon", "gamma"]);
        assert.deepEqual(tenants["epsilon"], {
            namespace: "tenant-epsilon",
            plan: "enterprise",
            state: "active",
            storageClass: "premium-nvme",
            protected: true,
        });
        assert.deepEqual(retainedVolumes, []);
    });

    it("do not leave by vanishing from the file: the refusal names the way out", async () => {
        const said = await refused(stack(without("beta")));
        assert.match(said, /Pulumi\.local\.yaml is invalid: 1 finding\. Nothing was registered\./);
        assert.match(
            said,
            /neurallog:tenants\.beta\ngot +nothing\nrule +required: a tenant leaves by the state offboarding, .+\nremedy +put it back with state: offboarding .+docs\/runbooks\/remove-a-tenant\.md/,
        );
    });

    it("do not leave before their date: the refusal names it and today", async () => {
        const beta = {
            ...FIVE.beta,
            state: "offboarding",
            until: "2099-12-31",
            confirmDeletion: "beta",
        };
        assert.match(
            await refused(stack({ ...FIVE, beta })),
            /neurallog:tenants\.beta\.confirmDeletion\ngot +"beta"\nrule +absent until 2099-12-31 is over; today is \d{4}-\d{2}-\d{2} \(UTC\)/,
        );
    });

    it("are protected by the engine itself, whatever the program says", async () => {
        const { code, stdout, stderr } = await engine("destroy", "--preview-only");
        assert.notEqual(code, 0);
        assert.match(stdout + stderr, /protect/);
        assert.deepEqual(differences(objects, await stamped(cluster)), []);
    });

    it("are not replaced by another name of the cluster: the refusal names them all", async () => {
        const file = stack(FIVE);
        const renamed = { ...(file["neurallog:cluster"] as object), name: "other" };
        assert.match(
            await refused({ ...file, "neurallog:cluster": renamed }),
            /neurallog:cluster\.name\ngot +"other"\nrule +"local": another name replaces every tenant of the stack, 5 in all: alpha, beta, delta, epsilon, gamma\n/,
        );
    });

    it("change alone when one is suspended and one may be deleted", async () => {
        const tenants = { ...FIVE, alpha: ALPHA_SUSPENDED, epsilon: EPSILON_CONFIRMED };
        await succeeds(stack(tenants));
        const frozen = await stamped(cluster);
        for (const id of ["alpha", "epsilon"]) {
            const changed = differences(objects, frozen).filter((key) => key.includes(id));
            assert.deepEqual(changed, [
                `/Namespace/tenant-${id}`,
                `/Tenant/${id}`,
                ...["allow-dns", "allow-system-services", "tenant-isolation"].map(
                    (name) => `tenant-${id}/NetworkPolicy/${name}`,
                ),
                `tenant-${id}/ResourceQuota/tenant-${id === "alpha" ? "starter" : "enterprise"}-quota`,
            ]);
        }
        assert.equal(differences(objects, frozen).length, 12);
        objects = frozen;
    });

    it("that are suspended keep their data and let nothing in, out or start", () => {
        const policies = [...objects.keys()].filter((key) =>
            key.startsWith("tenant-alpha/NetworkPolicy/"),
        );
        assert.deepEqual(policies, ["tenant-alpha/NetworkPolicy/default-deny"]);
        const { spec } = objects.get(
            "tenant-alpha/ResourceQuota/tenant-starter-quota",
        ) as unknown as {
            spec: { hard: Record<string, string> };
        };
        assert.equal(spec.hard["pods"], "0");
        assert.ok(objects.has("tenant-alpha/PersistentVolumeClaim/tenant-data-storage"));
        const labels = objects.get("/Namespace/tenant-alpha")?.metadata.labels;
        assert.equal(labels?.["neurallog.io/state"], "suspended");
    });

    it("that are offboarding are told apart on the cluster, and lack a last backup", () => {
        const tenant = objects.get("/Tenant/epsilon") as unknown as {
            metadata: { annotations: Record<string, string> };
            spec: Record<string, unknown>;
        };
        assert.partialDeepStrictEqual(tenant.spec, { state: "offboarding", until: "2020-02-29" });
        assert.equal(tenant.metadata.annotations["neurallog.io/final-backup"], "required");
    });

    it("have their volumes in the ledger as soon as they are not served", async () => {
        const { retainedVolumes, tenants } = await outputs();
        assert.deepEqual(retainedVolumes, [
            {
                cluster: "local",
                tenant: "alpha",
                claim: "tenant-alpha/tenant-data-storage",
                storageClass: "fast-ssd",
                reclaimPolicy: "Delete",
                because: "suspended",
            },
            {
                cluster: "local",
                tenant: "epsilon",
                claim: "tenant-epsilon/tenant-data-storage",
                storageClass: "premium-nvme",
                reclaimPolicy: "Retain",
                because: "offboarding",
                until: "2020-02-29",
            },
        ]);
        assert.equal(tenants["alpha"]?.protected, true);
        assert.equal(tenants["epsilon"]?.protected, false);
    });

    it("do not leave three at once where one may: the refusal names the three", async () => {
        const { alpha, epsilon } = { alpha: ALPHA_SUSPENDED, epsilon: EPSILON_CONFIRMED };
        const said = await refused(
            stack({ alpha, epsilon }, { "neurallog:lifeCycle": { maxLeaving: 1 } }),
        );
        assert.match(
            said,
            /rule +at most 1 of 5 tenants may leave in one update \(neurallog:lifeCycle\.maxLeaving\); 3 would: beta, delta, gamma\n/,
        );
        assert.match(said, /: 4 findings\. Nothing was registered\./);
    });

    it("leave when their deletion was confirmed: exactly their objects go", async () => {
        await succeeds(stack({ ...without("epsilon"), alpha: ALPHA_SUSPENDED }));
        const left = await stamped(cluster);
        const gone = [...objects.keys()].filter((key) => !left.has(key));
        assert.deepEqual(
            gone,
            [...objects.keys()].filter((key) => /(^|[/-])epsilon($|\/)/.test(key)),
        );
        assert.deepEqual(differences(objects, left), gone);
        objects = left;
    });

    it("leave a volume behind that the ledger keeps, with the date it was promised for", async () => {
        const { retainedVolumes } = await outputs();
        assert.deepEqual(
            retainedVolumes.map(({ tenant, because, until }) => [tenant, because, until]),
            [
                ["alpha", "suspended", undefined],
                ["epsilon", "removed", "2020-02-29"],
            ],
        );
    });

    it("that are suspended come back as they were, and nothing is left to refuse", async () => {
        const file = stack(without("epsilon"), {
            "neurallog:lifeCycle": { disposedVolumes: ["epsilon"] },
        });
        await succeeds(file);
        const objectsNow = await stamped(cluster);
        assert.deepEqual(
            [...objectsNow.keys()].filter((key) => key.startsWith("tenant-alpha/NetworkPolicy/")),
            ["allow-dns", "allow-system-services", "default-deny", "tenant-isolation"].map(
                (name) => `tenant-alpha/NetworkPolicy/${name}`,
            ),
        );
        assert.deepEqual((await outputs()).retainedVolumes, []);
    });
});
