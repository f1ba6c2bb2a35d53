import assert from "node:assert/strict";

import { isolationOf } from "../../tenancy/isolation.ts";
import { PLAN_NAMES } from "../../tenancy/plans.ts";
import { ACME_CORP, CLUSTER, MESHED_CLUSTER, tenantOf } from "../support/tenants.ts";

describe("the isolation of a stack's tenants", () => {
    const tenants = [ACME_CORP, ...PLAN_NAMES.map((plan) => tenantOf(plan))];
    const guarded = {
        ...MESHED_CLUSTER,
        network: { ...CLUSTER.network, clusterNetworkPolicies: true },
    };

    for (const [where, cluster] of [
        ["on a bare cluster", CLUSTER],
        ["in a mesh", MESHED_CLUSTER],
        ["in a mesh, with cluster network policies", guarded],
    ] as const) {
        it(`is complete ${where}: nobody reaches another, and nothing is to be objected to`, () => {
            const { summary, findings } = isolationOf(tenants, cluster);
            assert.equal(summary.tenants, 4);
            assert.equal(summary.tenantToTenant, 0);
            assert.deepEqual(
                findings.map(({ message }) => message),
                [],
            );
        });
    }

    it("does not object that a suspended tenant reaches nothing and is reached by nobody", () => {
        const suspended = { ...tenantOf("starter", "away"), state: "suspended" } as const;
        const { edges, findings } = isolationOf([ACME_CORP, suspended], CLUSTER);
        const ofTheSuspended = edges.filter(({ from, to }) =>
            [...from.namespaces, ...to.namespaces].includes("tenant-away"),
        );
        assert.deepEqual(findings, []);
        assert.deepEqual(ofTheSuspended, []);
    });

    it("is broken by a private range that a stack no longer excepts", () => {
        const network = { ...CLUSTER.network, privateRanges: ["10.0.0.0/8"] };
        const { findings } = isolationOf(tenants, { ...CLUSTER, network });
        assert.ok(findings.some(({ kind }) => kind === "tenant-to-outside"));
    });
});
