import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { RULES } from "../../policy/rules/index.ts";

const PACK = new URL("../../policy/", import.meta.url);

describe("the policy pack", () => {
    it("has every rule of policy/rules, each in a file of its name", () => {
        const files = readdirSync(new URL("rules/", PACK)).filter((file) => file !== "index.ts");
        assert.deepEqual(RULES.map((rule) => `${rule.name}.ts`).toSorted(), files.toSorted());
    });

    for (const rule of RULES) {
        it(`enforces ${rule.name}`, () => {
            assert.equal(rule.enforcementLevel, "mandatory");
        });
    }

    it("starts the way the language host starts it", async () => {
        const host = fileURLToPath(
            import.meta.resolve("@pulumi/pulumi/cmd/run-policy-pack/index.js"),
        );
        const pack = spawn(process.execPath, [host, "127.0.0.1:1", "."], {
            cwd: PACK,
            stdio: ["ignore", "pipe", "inherit"],
        });
        try {
            const ended = once(pack, "exit").then(() => assert.fail("the pack ended"));
            const [port] = (await Promise.race([once(pack.stdout, "data"), ended])) as [Buffer];
            assert.match(port.toString(), /^\d+\n$/);
        } finally {
            pack.kill();
        }
    });
});
