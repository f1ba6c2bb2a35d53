import assert from "node:assert/strict";

import type { LastUpdate, LifeCycle, RetainedVolume } from "../../../tenancy/life-cycle/index.ts";
import type { Tenant } from "../../../tenancy/tenant.ts";

import { retainedVolumesOf, tenantRecords } from "../../../tenancy/life-cycle/index.ts";
import { tenantOf } from "../../support/tenants.ts";

const TERMS = { deletionProtection: true, disposedVolumes: [] };
const NOTHING: LastUpdate = { tenants: {}, retainedVolumes: [] };

const tenant = (
    id: string,
    lifeCycle: LifeCycle = { state: "active" },
    premium = false,
): Tenant => ({
    ...tenantOf("enterprise", id),
    ...(premium && {
        resources: { storage: { requests: "10Gi", storageClass: "premium-nvme" as const } },
    }),
    ...lifeCycle,
});

const leaving = (deletionConfirmed: boolean): LifeCycle => ({
    state: "offboarding",
    until: "2026-12-31",
    deletionConfirmed,
});

/** What an update leaves behind of these tenants, on top of what the last one left. */
function update(
    tenants: readonly Tenant[],
    last: LastUpdate = NOTHING,
    { cluster = "prod-1", disposedVolumes = [] as string[], deletionProtection = true } = {},
): LastUpdate {
    const terms = { deletionProtection, disposedVolumes };
    const records = tenantRecords(cluster, tenants, terms, last);
    const retainedVolumes = retainedVolumesOf(cluster, records, terms, last);
    return { cluster, tenants: records, retainedVolumes };
}

const shortly = ({ retainedVolumes }: LastUpdate) =>
    retainedVolumes.map((volume: RetainedVolume) => `${volume.tenant} ${volume.because}`);

describe("what a stack remembers of its tenants", () => {
    it("is each one's namespace, plan, state, storage class and protection", () => {
        assert.deepEqual(tenantRecords("prod-1", [tenant("acme")], TERMS, NOTHING), {
            acme: {
                namespace: "tenant-acme",
                plan: "enterprise",
                state: "active",
                storageClass: "fast-ssd",
                protected: true,
            },
        });
    });

    for (const [name, lifeCycle, expected] of [
        ["active", { state: "active" }, true],
        ["suspended", { state: "suspended" }, true],
        ["offboarding", leaving(false), true],
        ["offboarding and confirmed to be deleted", leaving(true), false],
    ] as const) {
        it(`is that one who is ${name} is ${expected ? "" : "not "}protected`, () => {
            const { tenants } = update([tenant("acme", lifeCycle)]);
            assert.equal(tenants["acme"]?.protected, expected);
        });
    }

    it("is that nobody is protected where the stack says so", () => {
        const { tenants } = update([tenant("acme")], NOTHING, { deletionProtection: false });
        assert.equal(tenants["acme"]?.protected, false);
    });

    it("is the storage class that a volume was made of, whatever the file says later", () => {
        const first = update([tenant("acme", { state: "active" }, true)]);
        const second = update([tenant("acme")], first);
        assert.equal(second.tenants["acme"]?.storageClass, "premium-nvme");
    });

    it("is another storage class on another cluster, where the volume is another one", () => {
        const first = update([tenant("acme", { state: "active" }, true)]);
        const second = update([tenant("acme")], first, { cluster: "prod-2" });
        assert.equal(second.tenants["acme"]?.storageClass, "fast-ssd");
    });
});

describe("the ledger of retained volumes", () => {
    it("is empty while everybody is active", () => {
        assert.deepEqual(update([tenant("acme"), tenant("globex")]).retainedVolumes, []);
    });

    it("has the volume of a tenant that leaves, and until when it is kept", () => {
        assert.deepEqual(update([tenant("acme", leaving(false))]).retainedVolumes, [
            {
                cluster: "prod-1",
                tenant: "acme",
                claim: "tenant-acme/tenant-data-storage",
                storageClass: "fast-ssd",
                reclaimPolicy: "Delete",
                because: "offboarding",
                until: "2026-12-31",
            },
        ]);
    });

    it("loses the volume of a tenant that is active again", () => {
        const suspended = update([tenant("acme", { state: "suspended" })]);
        assert.deepEqual(shortly(suspended), ["acme suspended"]);
        assert.deepEqual(shortly(update([tenant("acme")], suspended)), []);
    });

    it("keeps the volume of a removed tenant for ever where its class says Retain", () => {
        const first = update([tenant("acme", leaving(true), true), tenant("globex")]);
        const second = update([tenant("globex")], first);
        assert.deepEqual(shortly(second), ["acme removed"]);
        assert.equal(second.retainedVolumes[0]?.until, "2026-12-31");
        const third = update([tenant("globex")], second);
        assert.deepEqual(third.retainedVolumes, second.retainedVolumes);
    });

    it("forgets the volume of a removed tenant where its class says Delete", () => {
        const first = update([tenant("acme", leaving(true))]);
        assert.deepEqual(shortly(update([], first)), []);
    });

    it("forgets a volume that somebody has disposed of, and no other", () => {
        const both = [tenant("acme", leaving(true), true), tenant("globex", leaving(true), true)];
        const second = update([], update(both));
        assert.deepEqual(shortly(second), ["acme removed", "globex removed"]);
        const third = update([], second, { disposedVolumes: ["acme"] });
        assert.deepEqual(shortly(third), ["globex removed"]);
    });

    it("keeps the old volume of a tenant whose id is used again", () => {
        const second = update([], update([tenant("acme", leaving(true), true)]));
        assert.deepEqual(shortly(update([tenant("acme")], second)), ["acme removed"]);
    });

    it("has what stays on the old cluster when the stack has another", () => {
        const first = update([tenant("acme", { state: "active" }, true)]);
        const [volume] = update([tenant("acme")], first, { cluster: "prod-2" }).retainedVolumes;
        assert.deepEqual([volume?.cluster, volume?.because], ["prod-1", "removed"]);
    });
});
