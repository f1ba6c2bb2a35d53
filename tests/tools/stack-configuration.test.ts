import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Failure } from "../../tools/failure.ts";
import { stackConfiguration } from "../../tools/stack-configuration.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("the configuration of a stack, read from its file", () => {
    const folder = temporaryFolder();

    it("is what the program gets", () => {
        const configuration = stackConfiguration("local");
        assert.equal(configuration.role, "workload");
        assert.deepEqual(
            configuration.tenants.map(({ id }) => id),
            ["acme-corp", "globex", "initech"],
        );
    });

    it("names the file that is missing, and how to name another", () => {
        assert.throws(() => stackConfiguration("nowhere"), {
            message:
                "Pulumi.nowhere.yaml is missing. Name the stack of a file beside Pulumi.yaml: STACK=local.",
        });
    });

    it("never reads what is encrypted", () => {
        writeFileSync(
            join(folder(), "Pulumi.x.yaml"),
            "config:\n  neurallog:role: workload\n  neurallog:cluster:\n    name: { secure: v1:hidden }\n",
        );
        assert.throws(
            () => stackConfiguration("x", folder()),
            (error) =>
                error instanceof Failure &&
                error.message.includes("an encrypted value, not shown") &&
                !error.message.includes("hidden"),
        );
    });
});
