import assert from "node:assert/strict";

import { passport, renderPassport } from "../../../tenancy/passport/index.ts";
import { PLAN_NAMES, PLANS } from "../../../tenancy/plans.ts";
import { ACME_CORP, CLUSTER, MESHED_CLUSTER, tenantOf } from "../../support/tenants.ts";

describe("a tenant's passport", () => {
    it("has the quota that is in force, not the plan's", () => {
        assert.equal(passport(ACME_CORP, CLUSTER).quota["limits.cpu"], "8");
    });

    for (const plan of PLAN_NAMES) {
        it(`has room for every pod that ${plan} advertises`, () => {
            const { podsWithDefaults } = passport(tenantOf(plan), CLUSTER);
            assert.equal(podsWithDefaults, Number(PLANS[plan].quota["pods"]));
        });
    }

    it("has fewer pods where the tenant's own quota is tighter", () => {
        const tight = {
            ...tenantOf("starter"),
            resources: { cpu: { requests: "300m", limits: "500m" } },
        };
        assert.equal(passport(tight, CLUSTER).podsWithDefaults, 2);
    });

    it("says where the tenant stands, and that a suspended one has no pods", () => {
        const suspended = { ...ACME_CORP, state: "suspended" } as const;
        const leaving = {
            ...ACME_CORP,
            state: "offboarding",
            until: "2099-12-31",
            deletionConfirmed: false,
        } as const;
        assert.equal(passport(ACME_CORP, CLUSTER).state, "active");
        assert.equal(passport(suspended, CLUSTER).podsWithDefaults, 0);
        assert.equal(passport(leaving, CLUSTER).state, "offboarding until 2099-12-31");
        assert.match(
            renderPassport(passport(suspended, CLUSTER)),
            /^Plan professional, suspended, namespace `tenant-acme-corp`\.$/m,
        );
    });

    it("names who can call the tenant and where it may go, from the policies themselves", () => {
        const { callers, destinations } = passport(ACME_CORP, CLUSTER);
        assert.deepEqual(
            callers.map(({ who }) => who),
            ["pods of neurallog-system", "pods of istio-ingress", "pods of monitoring", "itself"],
        );
        assert.deepEqual(destinations.map(({ who, ports }) => `${who}: ${ports}`).slice(1), [
            "pods of neurallog-system: TCP 5432, 6379, 8080",
            "DNS pods of kube-system: TCP 53; UDP 53",
            "the internet: TCP 443",
        ]);
    });

    it("has the kubelet's probes among the callers in a mesh, which gives them an address", () => {
        const callers = (cluster: typeof CLUSTER) =>
            passport(ACME_CORP, cluster).callers.map(({ who }) => who);
        assert.ok(callers(MESHED_CLUSTER).includes("the kubelet's probes"));
        assert.ok(!callers(CLUSTER).includes("the kubelet's probes"));
    });

    it("says what becomes of the data volume", () => {
        const premium = {
            ...tenantOf("enterprise"),
            resources: { storage: { requests: "50Gi", storageClass: "premium-nvme" as const } },
        };
        assert.equal(passport(ACME_CORP, CLUSTER).storage.afterDeletion, "deleted");
        assert.deepEqual(passport(premium, CLUSTER).storage, {
            claim: "tenant-data-storage",
            size: "50Gi",
            storageClass: "premium-nvme",
            afterDeletion: "kept",
        });
    });

    it("costs at least its share of a node: 4 of 16 cores at $1.27 an hour", () => {
        assert.equal(passport(ACME_CORP, CLUSTER).costFloor, 231.78);
    });

    it("is one page of Markdown", () => {
        const page = renderPassport(passport(ACME_CORP, CLUSTER));
        assert.deepEqual(page.match(/^##? .*$/gm), [
            "# acme-corp",
            "## Quota",
            "## Limits",
            "## Who can call it",
            "## Where it may go",
            "## Storage",
            "## Cost",
        ]);
        assert.match(page, /^\| pods +\| 25 +\|$/m);
        assert.match(page, /^\| the internet +\| TCP 443 +\|$/m);
    });
});
