import assert from "node:assert/strict";

import type { LastUpdate } from "../../tenancy/life-cycle/index.ts";

import { departureFindings, renderFindings } from "../../config/index.ts";
import { lastUpdate } from "../../config/last-update.ts";
import { accepted, FILE, finding, TENANT } from "./stack-file.ts";

const FIVE = ["alpha", "beta", "delta", "epsilon", "gamma"];

const RULE =
    "required: a tenant leaves by the state offboarding, and is removed after the update that confirmed its deletion";
const REMEDY =
    "put it back with state: offboarding and until: the last day of its data; docs/runbooks/remove-a-tenant.md";

const held = (id: string) => finding(`neurallog:tenants.${id}`, "nothing", RULE, REMEDY);

function last(ids: readonly string[], changes: { protected?: boolean } = {}): LastUpdate {
    return lastUpdate({
        cluster: "local",
        tenants: Object.fromEntries(
            ids.map((id) => [
                id,
                {
                    namespace: `tenant-${id}`,
                    plan: "starter",
                    state: "offboarding",
                    until: "2020-02-29",
                    storageClass: "fast-ssd",
                    protected: false,
                    ...changes,
                },
            ]),
        ),
    });
}

const tenantsNamed = (ids: readonly string[]) => ({
    "neurallog:tenants": Object.fromEntries(ids.map((id) => [id, TENANT])),
});

/** The findings about a stack file after a last update, as they are reported. */
function refusals(changes: Record<string, unknown>, before: LastUpdate): string[] {
    return departureFindings(accepted(changes), before).map((each) =>
        renderFindings(FILE, [each])
            .split("\n")
            .slice(1)
            .map((line) => line.trim())
            .join("\n"),
    );
}

describe("tenants that leave a stack", () => {
    it("are none before the first update", () => {
        assert.deepEqual(refusals(tenantsNamed(FIVE), lastUpdate({})), []);
        assert.deepEqual(refusals({}, lastUpdate({})), []);
    });

    it("are none when the file has all of them, and more", () => {
        assert.deepEqual(refusals(tenantsNamed([...FIVE, "zeta"]), last(FIVE)), []);
    });

    it("may leave one at a time when their deletion was confirmed", () => {
        assert.deepEqual(refusals(tenantsNamed(FIVE.slice(1)), last(FIVE)), []);
    });

    it("may not vanish while they are protected, each with its finding", () => {
        const before = last(FIVE, { protected: true });
        const changes = {
            ...tenantsNamed(FIVE.slice(2)),
            "neurallog:lifeCycle": { maxLeaving: "100%" },
        };
        assert.deepEqual(refusals(changes, before), [held("alpha"), held("beta")]);
    });

    it("may not be more than may leave at once: all are named", () => {
        assert.deepEqual(refusals(tenantsNamed(["alpha", "epsilon"]), last(FIVE)), [
            finding(
                "neurallog:tenants",
                "a map of 2",
                "at most 1 of 5 tenants may leave in one update (neurallog:lifeCycle.maxLeaving); 3 would: beta, delta, gamma",
                "put them back, remove them in several updates, or raise maxLeaving to 3 for this one",
            ),
        ]);
    });

    it("may be as many as the file says", () => {
        const changes = {
            ...tenantsNamed(["alpha", "epsilon"]),
            "neurallog:lifeCycle": { maxLeaving: 3 },
        };
        assert.deepEqual(refusals(changes, last(FIVE)), []);
    });

    it("are all of them when the stack becomes a management stack", () => {
        const [text = ""] = refusals({ "neurallog:role": "management" }, last(FIVE));
        assert.match(text, /5 would: alpha, beta, delta, epsilon, gamma$/m);
    });

    for (const [name, before, changes] of [
        ["they are too many", last(FIVE), {}],
        [
            "one of them is protected",
            last(FIVE, { protected: true }),
            { "neurallog:lifeCycle": { maxLeaving: "100%" } },
        ],
    ] as const) {
        it(`are not replaced by another name of the cluster when ${name}`, () => {
            const renamed = { provider: "existing", name: "other", context: "local" };
            const file = { ...tenantsNamed(FIVE), "neurallog:cluster": renamed, ...changes };
            assert.deepEqual(refusals(file, before), [
                finding(
                    "neurallog:cluster.name",
                    `"other"`,
                    `"local": another name replaces every tenant of the stack, 5 in all: alpha, beta, delta, epsilon, gamma`,
                    `write "local"; another cluster is another stack`,
                ),
            ]);
        });
    }

    it("are replaced by another name of the cluster where they are playthings", () => {
        const file = {
            ...tenantsNamed(FIVE),
            "neurallog:cluster": { provider: "existing", name: "other", context: "local" },
            "neurallog:lifeCycle": { deletionProtection: false, maxLeaving: "100%" },
        };
        assert.deepEqual(refusals(file, last(FIVE)), []);
    });
});

describe("a disposed volume", () => {
    const disposed = (...ids: string[]) => ({ "neurallog:lifeCycle": { disposedVolumes: ids } });
    const refusal = finding(
        "neurallog:lifeCycle.disposedVolumes[0]",
        `"alpha"`,
        "a tenant that the stack no longer had in its last update",
        "remove it from the list",
    );

    it("is that of a tenant long gone", () => {
        assert.deepEqual(
            refusals({ ...tenantsNamed(["beta"]), ...disposed("alpha") }, last([])),
            [],
        );
    });

    it("is not that of a tenant that is there, or that leaves just now", () => {
        const file = { ...tenantsNamed(["alpha"]), ...disposed("alpha") };
        assert.deepEqual(refusals(file, last([])), [refusal]);
        assert.deepEqual(refusals(disposed("alpha"), last(["alpha"])), [refusal]);
    });
});

describe("the outputs of the last update", () => {
    it("that say nothing are those of a stack without tenants", () => {
        assert.deepEqual(lastUpdate({}), { tenants: {}, retainedVolumes: [] });
    });

    it("that cannot be read stop the update: without them there is no brake", () => {
        assert.throws(
            () => lastUpdate({ tenants: { acme: { namespace: "tenant-acme" } } }),
            /The outputs of the stack's last update cannot be read.+Nothing was registered\.\n.*tenants\.acme/s,
        );
    });
});
