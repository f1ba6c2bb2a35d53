import assert from "node:assert/strict";

import type { LifeCycle } from "../../../tenancy/life-cycle/index.ts";

import { tenantObjects } from "../../../tenancy/blueprint/index.ts";
import { CLUSTER, tenantOf } from "../../support/tenants.ts";

const BACKED_UP = { ...CLUSTER, backup: { namespace: "velero", finalBackupDays: 365 } };

const LEAVING: LifeCycle = { state: "offboarding", until: "2026-12-31", deletionConfirmed: false };

function objectsOf(lifeCycle: LifeCycle, cluster = CLUSTER) {
    return tenantObjects({ ...tenantOf("starter", "globex"), ...lifeCycle }, cluster);
}

const backups = (lifeCycle: LifeCycle, cluster = CLUSTER) =>
    objectsOf(lifeCycle, cluster).filter(({ kind }) => kind === "Backup");

const tenantObjectOf = (lifeCycle: LifeCycle, cluster = CLUSTER) =>
    objectsOf(lifeCycle, cluster).find(({ kind }) => kind === "Tenant");

describe("the last backup", () => {
    it("of a tenant that leaves is of its namespace, and comes last", () => {
        assert.deepEqual(objectsOf(LEAVING, BACKED_UP).at(-1), {
            apiVersion: "velero.io/v1",
            kind: "Backup",
            metadata: {
                name: "tenant-globex-final-2026-12-31",
                namespace: "velero",
                labels: {
                    "neurallog.io/tenant-id": "globex",
                    "neurallog.io/plan": "starter",
                    "app.kubernetes.io/part-of": "neurallog",
                    "app.kubernetes.io/managed-by": "pulumi",
                },
            },
            spec: {
                includedNamespaces: ["tenant-globex"],
                snapshotVolumes: true,
                ttl: "8760h0m0s",
            },
        });
    });

    it("is that of one date: whoever stays after all and leaves later has another", () => {
        const later = { ...LEAVING, until: "2027-06-30" };
        assert.equal(backups(later, BACKED_UP)[0]?.metadata.name, "tenant-globex-final-2027-06-30");
    });

    it("stays the same when the deletion is confirmed", () => {
        const confirmed = { ...LEAVING, deletionConfirmed: true };
        assert.deepEqual(backups(confirmed, BACKED_UP), backups(LEAVING, BACKED_UP));
    });

    for (const state of ["active", "suspended"] as const) {
        it(`is not made of a tenant that is ${state}`, () => {
            assert.deepEqual(backups({ state }, BACKED_UP), []);
            assert.ok(!("annotations" in (tenantObjectOf({ state }, BACKED_UP)?.metadata ?? {})));
        });
    }

    it("is not made where no backup service runs, and the Tenant object says that it is due", () => {
        assert.deepEqual(backups(LEAVING), []);
        assert.partialDeepStrictEqual(tenantObjectOf(LEAVING)?.metadata, {
            annotations: { "neurallog.io/final-backup": "required" },
        });
    });

    it("is named by the Tenant object", () => {
        assert.partialDeepStrictEqual(tenantObjectOf(LEAVING, BACKED_UP)?.metadata, {
            annotations: { "neurallog.io/final-backup": "velero/tenant-globex-final-2026-12-31" },
        });
    });
});
