import assert from "node:assert/strict";

import { mostLeaving } from "../../config/life-cycle.ts";
import { parseStackConfig } from "../../config/index.ts";
import {
    accepted,
    FILE,
    finding,
    findingsOf,
    findingsOfTenant,
    stackFile,
    TENANT,
    TODAY,
} from "./stack-file.ts";

const LEAVING = { state: "offboarding", until: "2026-11-22" };

const at = (key: string, ...rest: [got: string, rule: string, remedy?: string]): string =>
    finding(`neurallog:tenants.acme.${key}`, ...rest);

function lifeCycleOf(changes: Record<string, unknown>): unknown {
    const config = accepted({ "neurallog:tenants": { acme: { ...TENANT, ...changes } } });
    assert.ok(config.role === "workload");
    const terms = ["id", ...Object.keys(TENANT)];
    const members = Object.entries(config.tenants[0] ?? {});
    return Object.fromEntries(members.filter(([key]) => !terms.includes(key)));
}

describe("a tenant's state", () => {
    it("is active when nothing is said", () => {
        assert.deepEqual(lifeCycleOf({}), { state: "active" });
    });

    it("is active, suspended or offboarding", () => {
        assert.deepEqual(findingsOfTenant({ state: "suspend" }), [
            at(
                "state",
                `"suspend"`,
                "one of active, suspended, offboarding",
                `did you mean "suspended"?`,
            ),
        ]);
    });

    it("suspended needs nothing else", () => {
        assert.deepEqual(lifeCycleOf({ state: "suspended" }), { state: "suspended" });
    });

    it("offboarding has a date, and no confirmation yet", () => {
        assert.deepEqual(lifeCycleOf({ state: "offboarding", until: "2099-12-31" }), {
            state: "offboarding",
            until: "2099-12-31",
            deletionConfirmed: false,
        });
    });

    it("offboarding requires the date", () => {
        assert.deepEqual(findingsOfTenant({ state: "offboarding" }), [
            at("until", "nothing", "required: a date such as 2026-12-31"),
        ]);
    });

    for (const state of [undefined, "active", "suspended"]) {
        it(`${state ?? "that is not said"} has neither a date nor a confirmation`, () => {
            const text = "absent: only a tenant that is offboarding has it";
            const remedy = "remove it, or set state to offboarding";
            const changes = { until: "2026-11-22", confirmDeletion: "acme" };
            assert.deepEqual(findingsOfTenant({ ...(state && { state }), ...changes }), [
                at("until", `"2026-11-22"`, text, remedy),
                at("confirmDeletion", `"acme"`, text, remedy),
            ]);
        });
    }

    it("that is none keeps quiet about the date, whose rule it does not know", () => {
        assert.equal(findingsOfTenant({ state: "gone", until: "2026-11-22" }).length, 1);
    });
});

describe("the date of a tenant that leaves", () => {
    for (const [value, got] of [
        ["31.12.2026", `"31.12.2026"`],
        ["2026-02-29", `"2026-02-29"`],
        ["2026-13-01", `"2026-13-01"`],
        ["2026-12-31T00:00:00Z", `"2026-12-31T00:00:00Z"`],
        [20261231, "20261231"],
        [null, "nothing"],
    ] as const) {
        it(`is not ${got}`, () => {
            assert.deepEqual(findingsOfTenant({ ...LEAVING, until: value }), [
                at("until", got, "a date such as 2026-12-31"),
            ]);
        });
    }

    it("may be over, for nothing happens by itself", () => {
        assert.deepEqual(findingsOfTenant({ ...LEAVING, until: "2020-02-29" }), []);
    });
});

describe("the confirmation that a tenant may be deleted", () => {
    it("counts from the day after the date", () => {
        assert.deepEqual(lifeCycleOf({ ...LEAVING, confirmDeletion: "acme" }), {
            state: "offboarding",
            until: "2026-11-22",
            deletionConfirmed: true,
        });
    });

    for (const until of [TODAY, "2027-01-01"]) {
        it(`is refused while the date is not over: today, or ${until}`, () => {
            assert.deepEqual(findingsOfTenant({ ...LEAVING, until, confirmDeletion: "acme" }), [
                at(
                    "confirmDeletion",
                    `"acme"`,
                    `absent until ${until} is over; today is 2026-11-23 (UTC)`,
                    "remove the line, and write it after that",
                ),
            ]);
        });
    }

    it("once accepted is accepted on every later day", () => {
        const tenants = { acme: { ...TENANT, ...LEAVING, confirmDeletion: "acme" } };
        const values = stackFile({ "neurallog:tenants": tenants });
        const verdicts = ["2026-11-21", "2026-11-22", "2026-11-23", "2027-01-01", "2126-01-01"].map(
            (today) => parseStackConfig(FILE, values, today).ok,
        );
        assert.deepEqual(verdicts, [false, false, true, true, true]);
    });

    for (const [name, value] of [
        ["another tenant's id", "globex"],
        ["yes", "yes"],
    ]) {
        it(`is not ${name}`, () => {
            assert.deepEqual(findingsOfTenant({ ...LEAVING, confirmDeletion: value }), [
                at(
                    "confirmDeletion",
                    `"${value}"`,
                    "the id of the tenant that may be deleted",
                    `write "acme", or remove the line`,
                ),
            ]);
        });
    }

    it("is not true", () => {
        assert.deepEqual(findingsOfTenant({ ...LEAVING, confirmDeletion: true }), [
            at("confirmDeletion", "true", "the id of the tenant that may be deleted"),
        ]);
    });
});

describe("neurallog:lifeCycle", () => {
    const LIFE_CYCLE = "neurallog:lifeCycle";

    it("protects tenants and lets two in a hundred leave when nothing is said", () => {
        assert.deepEqual(accepted({}).lifeCycle, {
            deletionProtection: true,
            maxLeaving: "2%",
            disposedVolumes: [],
        });
    });

    it("is also a management stack's: its tenants may have to leave", () => {
        const config = accepted({
            "neurallog:role": "management",
            [LIFE_CYCLE]: { maxLeaving: 7 },
        });
        assert.equal(config.lifeCycle.maxLeaving, 7);
    });

    const RULE = 'a whole number, 0 or more, or a share from "1%" to "100%"';

    for (const [value, got, remedy] of [
        ["2", `"2"`, 'write 2 without quotes, or "2%" for a share'],
        ["0%", `"0%"`],
        ["101%", `"101%"`],
        ["2 %", `"2 %"`],
        [-1, "-1"],
        [0.5, "0.5"],
        [null, "nothing"],
    ] as const) {
        it(`refuses ${got} as the number of those who may leave at once`, () => {
            assert.deepEqual(findingsOf({ [LIFE_CYCLE]: { maxLeaving: value } }), [
                finding(`${LIFE_CYCLE}.maxLeaving`, got, RULE, remedy),
            ]);
        });
    }

    it("takes ids only as tenants whose volumes have been disposed of", () => {
        assert.deepEqual(findingsOf({ [LIFE_CYCLE]: { disposedVolumes: ["acme", "Acme"] } }), [
            finding(
                `${LIFE_CYCLE}.disposedVolumes[1]`,
                `"Acme"`,
                "the id of a tenant that was removed",
            ),
        ]);
    });
});

describe("how many tenants may leave at once", () => {
    for (const [maxLeaving, count, most] of [
        ["2%", 0, 1],
        ["2%", 3, 1],
        ["2%", 99, 1],
        ["2%", 149, 2],
        ["2%", 500, 10],
        ["100%", 3, 3],
        [0, 500, 0],
        [1, 500, 1],
        [600, 500, 600],
    ] as const) {
        it(`is ${most} of ${count} by ${maxLeaving}`, () => {
            const terms = { deletionProtection: true, disposedVolumes: [] };
            assert.equal(mostLeaving({ ...terms, maxLeaving }, count), most);
        });
    }
});

describe("neurallog:backup", () => {
    const backup = (value: unknown) => accepted({ "neurallog:backup": value }).context.backup;

    it("is absent when nothing is said", () => {
        assert.equal("backup" in accepted({}).context, false);
    });

    it("has a namespace, and how long last backups are kept", () => {
        assert.deepEqual(backup({}), { namespace: "velero", finalBackupDays: 365 });
        assert.deepEqual(backup({ namespace: "b", finalBackupDays: 30 }), {
            namespace: "b",
            finalBackupDays: 30,
        });
    });
});
