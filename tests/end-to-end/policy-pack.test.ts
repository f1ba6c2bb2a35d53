import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Engine } from "../../tools/engine/engine.ts";

import { ensureEngine } from "../../tools/engine/engine.ts";
import { policyPackOf } from "../../tools/engine/policy-pack.ts";
import { pulumi } from "../../tools/engine/pulumi.ts";
import { repository } from "../../tools/paths.ts";

/** A program that renders manifests, so that no cluster is needed, with these objects in it. */
const program = (objects: string) => `
    import * as k8s from "@pulumi/kubernetes";
    const provider = new k8s.Provider("render", { renderYamlToDirectory: "rendered" });
    const labels = {
        "neurallog.io/tenant-id": "x",
        "neurallog.io/plan": "starter",
        "app.kubernetes.io/part-of": "neurallog",
        "app.kubernetes.io/managed-by": "pulumi",
    };
    ${objects}
`;

const SERVICE_ACCOUNT = (automount: string) => `
    new k8s.core.v1.ServiceAccount("account", {
        metadata: { name: "account", namespace: "tenant-x", labels },
        ${automount}
    }, { provider });
`;

describe("the policy pack on the real engine", function () {
    this.timeout(60_000);

    let directory: string;
    let engine: Engine;

    const run = (command: readonly string[]) =>
        pulumi(engine, [...command, "--stack", "test"], {
            directory: join(directory, "run"),
            cwd: directory,
            // Whoever renders manifests may not name a cluster.
            environment: { KUBECONFIG: "" },
        });

    const preview = (objects: string) => {
        writeFileSync(join(directory, "index.js"), program(objects));
        return run(["preview", "--policy-pack", policyPackOf(engine)]);
    };

    before(async () => {
        engine = await ensureEngine({ report: () => undefined });
        directory = realpathSync(mkdtempSync(join(tmpdir(), "neurallog-policy-")));
        mkdirSync(join(directory, "run"));
        writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module" }));
        writeFileSync(
            join(directory, "Pulumi.yaml"),
            "name: test\nmain: index.js\nruntime:\n  name: nodejs\n  options: { typescript: false }\n",
        );
        symlinkSync(join(repository, "node_modules"), join(directory, "node_modules"));
        const { code, stderr } = await run(["stack", "init"]);
        assert.equal(code, 0, stderr);
    });

    after(() => {
        rmSync(directory, { recursive: true, force: true });
    });

    it("lets a preview pass that violates nothing", async () => {
        const { code, stdout, stderr } = await preview(
            SERVICE_ACCOUNT("automountServiceAccountToken: false,"),
        );
        assert.equal(code, 0, stdout + stderr);
    });

    it("refuses a preview that violates a rule of one object, and says what to do", async () => {
        const { code, stdout, stderr } = await preview(SERVICE_ACCOUNT(""));
        assert.notEqual(code, 0);
        assert.match(stdout + stderr, /mandatory.*service-account-without-token/);
        assert.match(stdout + stderr, /automountServiceAccountToken/);
    });

    it("refuses a preview that violates a rule of the whole stack", async () => {
        const { code, stdout, stderr } = await preview(`
            const restricted = Object.fromEntries(["enforce", "audit", "warn"].flatMap((mode) => [
                ["pod-security.kubernetes.io/" + mode, "restricted"],
                ["pod-security.kubernetes.io/" + mode + "-version", "v1.36"],
            ]));
            new k8s.core.v1.Namespace("namespace", {
                metadata: { name: "tenant-x", labels: { ...labels, ...restricted } },
            }, { provider });
        `);
        assert.notEqual(code, 0);
        assert.match(stdout + stderr, /mandatory.*tenant-namespace-quota/);
    });
});
