import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";

import { ensureEngine } from "../../tools/engine/engine.ts";
import { pulumi } from "../../tools/engine/pulumi.ts";
import { processesMarked } from "../../tools/processes.ts";
import { Checkout, localStack, WITHOUT_ADMISSION } from "../support/checkout.ts";
import { Cluster, eventually } from "../support/cluster.ts";

const IDS = ["alpha", "beta", "delta", "epsilon", "eta", "gamma", "iota", "zeta"];

const PLANS = ["starter", "professional", "enterprise"];

const TENANTS = Object.fromEntries(
    IDS.map((id, index) => [id, { plan: PLANS[index % 3], billingEmail: `billing@${id}.example` }]),
);

const OBJECTS_OF_A_TENANT = 13;

describe("an update that is interrupted", function () {
    this.timeout(240_000);

    let checkout: Checkout;

    const engine = () =>
        processesMarked(`${checkout.directory}/.local/run`).find(
            ({ arguments: [command = ""] }) => basename(command) === "pulumi",
        );

    /** Waits until the engine at work has made so many network policies: four a tenant, late in a stamp. */
    async function networkPolicies(count: number) {
        await eventually(
            `${count} network policies`,
            async () => {
                if (engine() === undefined || !existsSync(checkout.kubeconfig)) {
                    return false;
                }
                const cluster = new Cluster(checkout.kubeconfig);
                const made = await cluster.list("networking.k8s.io/v1", "NetworkPolicy");
                return made.length >= count;
            },
            60,
        );
    }

    /** Every object that the state of the stack has, sorted, after a look that nothing is pending. */
    async function state(): Promise<string[]> {
        const directory = join(checkout.directory, ".local", "run");
        const { stdout } = await pulumi(
            await ensureEngine({ report: () => undefined }),
            ["stack", "export", "--stack", "local"],
            { directory, cwd: join(directory, "project") },
        );
        const { deployment } = JSON.parse(stdout) as {
            deployment: {
                resources: { type: string; id?: string; delete?: boolean }[];
                pending_operations?: unknown[];
            };
        };
        assert.deepEqual(deployment.pending_operations ?? [], []);
        return deployment.resources
            .filter(({ type }) => type.startsWith("kubernetes:"))
            .map(({ type, id }) => `${type} ${id ?? ""}`)
            .sort();
    }

    before(() => {
        checkout = new Checkout(localStack(TENANTS, WITHOUT_ADMISSION));
    });

    after(() => checkout.remove());

    it("by SIGINT finishes what is under way and says how to go on", async () => {
        const running = checkout.start("tools/up.ts");
        await networkPolicies(2);
        process.kill(running.pid, "SIGINT");
        const { code, output } = await running.ended;
        assert.notEqual(code, 0);
        assert.match(output, /Interrupted\. Run `make up` again to go on from here\./);
    });

    it("goes on, and by SIGKILL of the engine fails", async () => {
        const running = checkout.start("tools/up.ts");
        await networkPolicies(10);
        process.kill(engine()?.pid ?? 0, "SIGKILL");
        const { code, output } = await running.ended;
        assert.notEqual(code, 0);
        assert.match(output, /pulumi up failed \(SIGKILL\)/);
    });

    it("goes on, and by SIGKILL of everything leaves its lock and its plugins behind", async () => {
        const running = checkout.start("tools/up.ts");
        await networkPolicies(20);
        process.kill(running.pid, "SIGKILL");
        process.kill(engine()?.pid ?? 0, "SIGKILL");
        assert.equal((await running.ended).code, null);
    });

    it("converges when it is run to its end: nothing twice, nothing lost", async () => {
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        const objects = await state();
        assert.equal(objects.length, IDS.length * OBJECTS_OF_A_TENANT + 3);
        assert.equal(new Set(objects).size, objects.length);
        const cluster = new Cluster(checkout.kubeconfig);
        for (const [apiVersion, kind, each] of [
            ["v1", "ResourceQuota", 1],
            ["v1", "LimitRange", 1],
            ["v1", "PersistentVolumeClaim", 1],
            ["networking.k8s.io/v1", "NetworkPolicy", 4],
            ["neurallog.io/v1", "Tenant", 1],
        ] as const) {
            const found = await cluster.list(apiVersion, kind);
            assert.equal(found.length, IDS.length * each, kind);
        }
    });

    it("has nothing left to do after that", async () => {
        const { output } = await checkout.up();
        assert.match(output, /pulumi up: 0 changes/);
    });
});
