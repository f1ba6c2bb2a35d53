import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

import * as fc from "fast-check";

import { ENCRYPTED, parseStackConfig } from "../../config/index.ts";
import { stackValues } from "../../config/load.ts";
import { finding, FILE, findingsOf, stackFile, TODAY } from "./stack-file.ts";

const CLUSTER = JSON.stringify(stackFile()["neurallog:cluster"]);
const ENCRYPTED_RULE = "plain text: it is encrypted, and it holds no secret";
const ENCRYPTED_REMEDY = "write it as plain text, without secure: anywhere below it";

/** Loads as a program under the engine does: the language host hands the configuration over in the environment. */
function load(config: Record<string, string>, secretKeys: string[] = []) {
    const program = `
        import * as pulumi from "@pulumi/pulumi";
        import { loadStackConfig } from "./config/index.ts";
        try {
            console.log(JSON.stringify(loadStackConfig()));
        } catch (error) {
            console.log(JSON.stringify([pulumi.RunError.isInstance(error), error.message]));
        }`;
    const { stdout, stderr } = spawnSync(
        process.execPath,
        ["--input-type=module", "--eval", program],
        {
            cwd: join(import.meta.dirname, "../.."),
            encoding: "utf8",
            env: {
                PULUMI_NODEJS_STACK: "prod-1",
                PULUMI_CONFIG: JSON.stringify(config),
                PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
            },
        },
    );
    return { result: JSON.parse(stdout || "null") as unknown, output: stdout + stderr };
}

describe("loading the configuration of the running stack", () => {
    it("reads what the engine hands over", () => {
        const { result } = load({ "neurallog:role": "management", "neurallog:cluster": CLUSTER });
        assert.equal((result as { role: string }).role, "management");
    }).timeout(30_000);

    it("throws all findings as one error that Pulumi prints without a stack trace", () => {
        const tenants = JSON.stringify({ acme: { plan: "hunter2" } });
        const config = { "neurallog:rol": "workload", "neurallog:tenants": tenants };
        const { result, output } = load(config, ["neurallog:tenants"]);
        assert.deepEqual(result, [
            true,
            [
                "Pulumi.prod-1.yaml is invalid: 4 findings. Nothing was registered.",
                "  neurallog:rol",
                `    got     "neurallog:rol"`,
                "    rule    one of neurallog:role, neurallog:cluster, neurallog:network, neurallog:mesh, neurallog:admission, neurallog:services, neurallog:backup, neurallog:lifeCycle, neurallog:tenants",
                `    remedy  did you mean "neurallog:role"?`,
                "  neurallog:tenants",
                "    got     an encrypted value, not shown",
                `    rule    ${ENCRYPTED_RULE}`,
                `    remedy  ${ENCRYPTED_REMEDY}`,
                "  neurallog:role",
                "    got     nothing",
                "    rule    required: one of management, workload",
                "  neurallog:cluster",
                "    got     nothing",
                "    rule    required: a map with a provider",
            ].join("\n"),
        ]);
        assert.doesNotMatch(output, /hunter2/);
    }).timeout(30_000);
});

describe("the values of a stack", () => {
    const plain = (): boolean => false;

    it("are texts, and maps and lists from JSON", () => {
        const texts = { a: "workload", b: `{"c":[1]}`, d: "[]", e: "1.36", f: "true" };
        assert.deepEqual(stackValues(texts, plain), {
            a: "workload",
            b: { c: [1] },
            d: [],
            e: "1.36",
            f: "true",
        });
    });

    it("have the days that stand there without quotes, which the engine makes times of", () => {
        const texts = {
            a: `{"b":["2026-12-31 00:00:00 +0000 UTC"]}`,
            c: `{"d":"2026-12-31 08:00:00 +0000 UTC"}`,
        };
        assert.deepEqual(stackValues(texts, plain), {
            a: { b: ["2026-12-31"] },
            c: { d: "2026-12-31 08:00:00 +0000 UTC" },
        });
    });

    it("are nothing where the file has nothing", () => {
        assert.deepEqual(stackValues({ a: "", b: "null" }, plain), { a: null, b: null });
    });

    it("stay texts where they only look like JSON", () => {
        assert.deepEqual(stackValues({ a: "{not json" }, plain), { a: "{not json" });
    });

    it("are withheld where they are encrypted", () => {
        const values = stackValues({ a: `{"b":1}`, c: "d" }, (key) => key === "a");
        assert.deepEqual(values, { a: ENCRYPTED, c: "d" });
    });
});

describe("an encrypted value", () => {
    it("is one finding, and the rest of the file is still checked", () => {
        assert.deepEqual(findingsOf({ "neurallog:cluster": ENCRYPTED, "neurallog:role": "x" }), [
            finding("neurallog:role", `"x"`, "one of management, workload"),
            finding(
                "neurallog:cluster",
                "an encrypted value, not shown",
                ENCRYPTED_RULE,
                ENCRYPTED_REMEDY,
            ),
        ]);
    });

    it("of an unknown key is not asked for in plain text", () => {
        const result = parseStackConfig(FILE, stackFile({ "neurallog:token": ENCRYPTED }), TODAY);
        assert.doesNotMatch(result.ok ? "" : result.report, /plain text/);
    });

    it("never appears in a report, whatever it is and wherever it stands", () => {
        const keys = ["role", "cluster", "network", "tenants", "token"].map(
            (k) => `neurallog:${k}`,
        );
        const secret = fc.string({ minLength: 12, maxLength: 40 }).map((text) => `s3cr3t${text}`);
        fc.assert(
            fc.property(
                secret,
                fc.subarray(keys, { minLength: 1 }),
                fc.boolean(),
                (text, of, nested) => {
                    const value = nested ? JSON.stringify({ acme: { plan: text } }) : text;
                    const texts = Object.fromEntries(keys.map((key) => [key, value]));
                    const secrets = Object.fromEntries(
                        Object.entries(texts).filter(([key]) => of.includes(key)),
                    );
                    const values = stackValues(secrets, (key) => of.includes(key));
                    const result = parseStackConfig(FILE, values, TODAY);
                    assert.ok(!result.ok);
                    assert.doesNotMatch(result.report, /s3cr3t/);
                    assert.doesNotMatch(JSON.stringify(result.findings), /s3cr3t/);
                },
            ),
        );
    });
});
