import assert from "node:assert/strict";

import { MESHED_CLUSTER } from "../support/tenants.ts";
import { accepted, finding, findingsOf } from "./stack-file.ts";

describe("neurallog:mesh", () => {
    it("is absent unless it is named", () => {
        assert.equal(accepted({}).context.mesh, undefined);
    });

    it("has a default for every member", () => {
        assert.deepEqual(accepted({ "neurallog:mesh": {} }).context.mesh, MESHED_CLUSTER.mesh);
    });

    it("needs somebody of the system who may call: nobody in the list would be anybody", () => {
        assert.deepEqual(findingsOf({ "neurallog:mesh": { systemServiceAccounts: [] } }), [
            finding(
                "neurallog:mesh.systemServiceAccounts",
                "an empty list",
                "a list of at least one service account",
            ),
        ]);
    });

    it("needs a trust domain that an identity can start with", () => {
        assert.deepEqual(findingsOf({ "neurallog:mesh": { trustDomain: "spiffe://x" } }), [
            finding(
                "neurallog:mesh.trustDomain",
                `"spiffe://x"`,
                "a trust domain such as cluster.local: lower-case letters, digits, dots and dashes",
            ),
        ]);
    });
});
