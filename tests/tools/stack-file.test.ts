import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { copyProject } from "../../tools/local/stack-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("the copy of a stack file", () => {
    const folder = temporaryFolder();

    beforeEach(() => {
        writeFileSync(join(folder(), "Pulumi.yaml"), "name: neurallog\nruntime: nodejs\n");
        writeFileSync(join(folder(), "Pulumi.local.yaml"), "config:\n  neurallog:role: workload\n");
    });

    function copy(): string {
        const { stackFile } = copyProject(folder(), "local", join(folder(), "run"));
        return readFileSync(stackFile, "utf8");
    }

    it("is what is committed", () => {
        assert.equal(copy(), "config:\n  neurallog:role: workload\n");
    });

    it("keeps the salt that the engine wrote into it, and follows the original otherwise", () => {
        copy();
        appendFileSync(join(folder(), "run/project/Pulumi.local.yaml"), "encryptionsalt: v1:a\n");
        writeFileSync(join(folder(), "Pulumi.local.yaml"), "config: {}\n");
        assert.equal(copy(), "config: {}\nencryptionsalt: v1:a\n");
    });

    it("is refused for a stack whose secrets have a passphrase of their own", () => {
        appendFileSync(join(folder(), "Pulumi.local.yaml"), "encryptionsalt: v1:a\n");
        assert.throws(copy, {
            message:
                "Pulumi.local.yaml has an encryptionsalt: its secrets need a passphrase of their own, " +
                "and this stack's is made for the occasion. Remove the secrets and the salt.",
        });
    });

    it("needs an original", () => {
        assert.throws(() => copyProject(folder(), "other", join(folder(), "run")), {
            message: `${join(folder(), "Pulumi.other.yaml")} is missing: it is the stack to bring up.`,
        });
    });
});
