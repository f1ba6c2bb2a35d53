import assert from "node:assert/strict";

import { summaryOf, warningsOf } from "../../tools/local/outcome.ts";
import { describeQuota } from "../../tools/local/tenants.ts";

describe("what is said of `pulumi up`", () => {
    const output = (counts: string): string =>
        `Previewing update (local):\n\nResources:\n    + 9 to create\n\n` +
        `Updating (local):\n\nDiagnostics:\n  kubernetes:core/v1:Namespace (a):\n    warning: b\n\n` +
        `Resources:\n${counts}\nDuration: 3s\n`;

    it("is what it changed, not what it planned", () => {
        const counts = "    + 47 created\n    ~ 1 updated\n    5 unchanged\n";
        assert.equal(summaryOf(output(counts)), "+ 47 created, ~ 1 updated, 5 unchanged");
    });

    it("is 0 changes when there are none", () => {
        assert.equal(summaryOf(output("    52 unchanged\n")), "0 changes, 52 unchanged");
    });

    it("includes its warnings", () => {
        assert.deepEqual(warningsOf(output("    52 unchanged\n")), [
            "Diagnostics:\n  kubernetes:core/v1:Namespace (a):\n    warning: b",
        ]);
    });
});

describe("a quota in the table", () => {
    it("shows requests and limits as a range", () => {
        const hard = {
            "requests.cpu": "4",
            "limits.cpu": "8",
            "requests.memory": "8Gi",
            "limits.memory": "16Gi",
            "requests.storage": "50Gi",
            pods: "25",
            services: "10",
        };
        assert.equal(describeQuota(hard), "cpu 4-8, memory 8Gi-16Gi, storage 50Gi, pods 25");
    });

    it("shows equal bounds once and leaves out what is not limited", () => {
        assert.equal(describeQuota({ "requests.cpu": "4", "limits.cpu": "4" }), "cpu 4");
    });

    it("says none when nothing is limited", () => {
        assert.equal(describeQuota({}), "none");
    });
});
