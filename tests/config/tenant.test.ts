import assert from "node:assert/strict";

import { accepted, finding, findingsOf, findingsOfTenant, TENANT } from "./stack-file.ts";

const ACME = "neurallog:tenants.acme";
const MAP_OF_TENANT =
    "a map of plan, billingEmail, state, until, confirmDeletion, resources, features, services";
const BELOW = "write plan and billingEmail below it";
const CPU = "a quantity of cores such as 500m or 4";
const BYTES = "a quantity of bytes such as 512Mi or 8Gi";
const EMAIL = "an e-mail address such as billing@example.com";

/** Each case: what it says, the tenant's changes, and the findings there must be. */
type Case = readonly [name: string, changes: Record<string, unknown>, ...findings: string[]];

function check(cases: readonly Case[]): void {
    for (const [name, changes, ...findings] of cases) {
        it(name, () => {
            assert.deepEqual(findingsOfTenant(changes), findings);
        });
    }
}

function resources(value: Record<string, unknown>, plan = "professional"): Record<string, unknown> {
    return { plan, resources: value };
}

const at = (path: string, ...rest: [got: string, rule: string, remedy?: string]): string =>
    finding(`${ACME}.${path}`, ...rest);

describe("a tenant", () => {
    check([["needs no more than a plan and a billing address", {}]]);

    for (const [name, value, got] of [
        ["a list", [1, 2], "a list of 2"],
        ["a text", "starter", `"starter"`],
        ["a number", 7, "7"],
        ["empty", null, "nothing"],
    ] as const) {
        it(`is refused when it is ${name}`, () => {
            assert.deepEqual(findingsOf({ "neurallog:tenants": { acme: value } }), [
                finding(ACME, got, MAP_OF_TENANT, BELOW),
            ]);
        });
    }

    it("that is an empty map lacks a plan and a billing address", () => {
        assert.deepEqual(findingsOf({ "neurallog:tenants": { acme: {} } }), [
            at("plan", "nothing", "required: one of starter, professional, enterprise"),
            at("billingEmail", "nothing", `required: ${EMAIL}`),
        ]);
    });

    check([
        [
            "refuses an unknown key on every level",
            {
                features: { ai: true },
                resources: { gpu: 1, storage: { requests: "1Gi", class: "x" } },
                services: { logserver: {}, authService: { enabled: false, replica: 1 } },
                zzzzzz: 1,
            },
            at("features.ai", `"ai"`, "one of aiEnabled, customMetrics, realTimeAnalytics"),
            at(
                "resources.gpu",
                `"gpu"`,
                "one of cpu, memory, storage, pods, services",
                `did you mean "cpu"?`,
            ),
            at(
                "resources.storage.class",
                `"class"`,
                "one of requests, storageClass",
                `did you mean "storageClass"?`,
            ),
            at(
                "services.logserver",
                `"logserver"`,
                "one of logServer, authService",
                `did you mean "logServer"?`,
            ),
            at(
                "services.authService.replica",
                `"replica"`,
                "one of enabled, replicas, resources",
                `did you mean "replicas"?`,
            ),
            at(
                "zzzzzz",
                `"zzzzzz"`,
                "one of plan, billingEmail, state, until, confirmDeletion, resources, features, services",
            ),
        ],
    ]);
});

describe("a tenant's id", () => {
    const LETTERS =
        "an id of lower-case letters, digits and dashes, with a letter or digit at both ends";

    it("of 56 characters is accepted", () => {
        assert.deepEqual(findingsOf({ "neurallog:tenants": { ["a".repeat(56)]: TENANT } }), []);
    });

    for (const [id, path, rule, remedy] of [
        ["a_b", ".a_b", LETTERS, `did you mean "a-b"?`],
        ["-", ".-", LETTERS, "choose another"],
        ["Zürich AG", `["Zürich AG"]`, LETTERS, `did you mean "zurich-ag"?`],
        ["", `[""]`, LETTERS, "choose another"],
        ["Starter", ".Starter", LETTERS, "choose another"],
        [
            "a".repeat(60),
            `.${"a".repeat(60)}`,
            "an id of at most 56 characters",
            "shorten it by 4 characters",
        ],
        [
            "role",
            ".role",
            "an id that is not reserved (starter, professional, enterprise, container, role)",
            `choose another, such as "role-co"`,
        ],
    ] as const) {
        it(`${JSON.stringify(id)} is refused: ${remedy}`, () => {
            assert.deepEqual(findingsOf({ "neurallog:tenants": { [id]: TENANT } }), [
                finding(`neurallog:tenants${path}`, JSON.stringify(id), rule, remedy),
            ]);
        });
    }

    it("is not proposed when another tenant has it", () => {
        assert.deepEqual(findingsOf({ "neurallog:tenants": { acme: TENANT, Acme: TENANT } }), [
            finding("neurallog:tenants.Acme", `"Acme"`, LETTERS, "choose another"),
        ]);
    });

    it("__proto__ is refused and not lost", () => {
        const tenants: unknown = JSON.parse(`{"__proto__": ${JSON.stringify(TENANT)}}`);
        assert.deepEqual(findingsOf({ "neurallog:tenants": tenants }), [
            finding("neurallog:tenants.__proto__", `"__proto__"`, LETTERS, `did you mean "proto"?`),
        ]);
    });

    it("does not keep what it stands for from being checked", () => {
        const tenants = { Acme: { ...TENANT, plan: "x" } };
        assert.equal(findingsOf({ "neurallog:tenants": tenants }).length, 2);
    });
});

describe("a tenant's plan", () => {
    const rule = "one of starter, professional, enterprise";
    check([
        ["is one of the plans", { plan: "Pro" }, at("plan", `"Pro"`, rule)],
        ["is text", { plan: 3 }, at("plan", "3", rule)],
        [
            "may differ in case from the one meant",
            { plan: "Enterprise" },
            at("plan", `"Enterprise"`, rule, `did you mean "enterprise"?`),
        ],
    ]);
});

describe("a tenant's billing address", () => {
    const long = `${"a".repeat(250)}@example.com`;
    check([
        ["is an address", { billingEmail: "acme" }, at("billingEmail", `"acme"`, EMAIL)],
        ["is one address", { billingEmail: ["a@b.co"] }, at("billingEmail", "a list of 1", EMAIL)],
        [
            "is no longer than mail allows",
            { billingEmail: long },
            at("billingEmail", `"${"a".repeat(80)}…" (262 characters)`, EMAIL),
        ],
    ]);
});

describe("a tenant's resources", () => {
    check([
        ["may be what the plan gives", resources({ cpu: { requests: 8, limits: 16 }, pods: 50 })],
        [
            "are figures, not texts",
            resources({ pods: "25", services: 1.5 }),
            at("resources.pods", `"25"`, "a whole number, 1 or more", "write 25, without quotes"),
            at("resources.services", "1.5", "a whole number, 1 or more"),
        ],
        [
            "are more than none",
            resources({ pods: 0, services: -1 }),
            at("resources.pods", "0", "a whole number, 1 or more"),
            at("resources.services", "-1", "a whole number, 1 or more"),
        ],
        [
            "name requests and limits",
            resources({ cpu: { requests: 1 }, memory: "4Gi" }),
            at("resources.cpu.limits", "nothing", `required: ${CPU}`),
            at(
                "resources.memory",
                `"4Gi"`,
                "a map of requests, limits",
                "write requests and limits below it",
            ),
        ],
        [
            "are compared by value, not by how they are written",
            resources({
                cpu: { requests: "1500m", limits: 1.5 },
                memory: { requests: "1024Mi", limits: "1Gi" },
            }),
        ],
        [
            "request no more CPU than they may use",
            resources({ cpu: { requests: 2, limits: "1500m" } }),
            at(
                "resources.cpu.requests",
                "2",
                "at most the limits, 1500m",
                "lower it to 1500m, or raise the limits to 2",
            ),
        ],
        [
            "request no more memory than they may use",
            resources({ memory: { requests: "2Gi", limits: "2G" } }),
            at(
                "resources.memory.requests",
                `"2Gi"`,
                "at most the limits, 2G",
                "lower it to 2G, or raise the limits to 2Gi",
            ),
        ],
        [
            "request no more than they may use, whatever the plan is",
            resources({ cpu: { requests: 2, limits: 1 } }, "x"),
            at("plan", `"x"`, "one of starter, professional, enterprise"),
            at(
                "resources.cpu.requests",
                "2",
                "at most the limits, 1",
                "lower it to 1, or raise the limits to 2",
            ),
        ],
        [
            "are told the tighter of two bounds: the limits",
            resources({ cpu: { requests: 9, limits: 2 } }),
            at("resources.cpu.requests", "9", "at most the limits, 2", "lower it to 2"),
        ],
        [
            "are told the tighter of two bounds: the plan's quota",
            resources({ cpu: { requests: 14, limits: 12 } }),
            at(
                "resources.cpu.requests",
                "14",
                "at most 8, which is requests.cpu of plan professional",
                "lower it to 8, or choose plan enterprise",
            ),
        ],
        [
            "stay within the plan's quota, each of them",
            resources(
                {
                    cpu: { requests: 3, limits: 17 },
                    memory: { requests: "5Gi", limits: "200Gi" },
                    storage: { requests: "2Ti" },
                    pods: 11,
                    services: 21,
                },
                "starter",
            ),
            at(
                "resources.cpu.requests",
                "3",
                "at most 2, which is requests.cpu of plan starter",
                "lower it to 2, or choose plan professional",
            ),
            at(
                "resources.cpu.limits",
                "17",
                "at most 4, which is limits.cpu of plan starter",
                "lower it to 4, or choose plan enterprise",
            ),
            at(
                "resources.memory.requests",
                `"5Gi"`,
                "at most 4Gi, which is requests.memory of plan starter",
                "lower it to 4Gi, or choose plan professional",
            ),
            at(
                "resources.memory.limits",
                `"200Gi"`,
                "at most 8Gi, which is limits.memory of plan starter",
                "lower it to 8Gi",
            ),
            at(
                "resources.storage.requests",
                `"2Ti"`,
                "at most 10Gi, which is requests.storage of plan starter",
                "lower it to 10Gi",
            ),
            at(
                "resources.pods",
                "11",
                "at most 10, which is pods of plan starter",
                "lower it to 10, or choose plan professional",
            ),
            at(
                "resources.services",
                "21",
                "at most 5, which is services of plan starter",
                "lower it to 5",
            ),
        ],
        [
            "have room for a container and a volume",
            resources({
                cpu: { requests: "10m", limits: 1 },
                memory: { requests: "1Mi", limits: "2Mi" },
                storage: { requests: "512Mi" },
            }),
            at(
                "resources.cpu.requests",
                `"10m"`,
                "at least 50m, the smallest container of plan professional",
                "raise it to 50m",
            ),
            at(
                "resources.memory.requests",
                `"1Mi"`,
                "at least 64Mi, the smallest container of plan professional",
                "raise it to 64Mi",
            ),
            at(
                "resources.memory.limits",
                `"2Mi"`,
                "at least 64Mi, the smallest container of plan professional",
                "raise it to 64Mi",
            ),
            at(
                "resources.storage.requests",
                `"512Mi"`,
                "at least 1Gi, the smallest volume of plan professional",
                "raise it to 1Gi",
            ),
        ],
        [
            "are not compared where one of the two is already wrong",
            resources({
                cpu: { requests: 4, limits: "lots" },
                memory: { requests: "4Gi", limits: 2 },
            }),
            at("resources.cpu.limits", `"lots"`, CPU),
            at("resources.memory.limits", "2", BYTES, `did you mean "2Gi"?`),
        ],
        [
            "are compared although another member is unknown",
            { ...resources({ pods: 51 }), x: 1 },
            at(
                "resources.pods",
                "51",
                "at most 50, which is pods of plan professional",
                "lower it to 50, or choose plan enterprise",
            ),
            at(
                "x",
                `"x"`,
                "one of plan, billingEmail, state, until, confirmDeletion, resources, features, services",
            ),
        ],
    ]);

    it("given as numbers become texts", () => {
        const tenant = { ...TENANT, resources: { cpu: { requests: 0.25, limits: 4 } } };
        const config = accepted({ "neurallog:tenants": { acme: tenant } });
        assert.deepEqual(config.role === "workload" && config.tenants[0]?.resources, {
            cpu: { requests: "0.25", limits: "4" },
        });
    });
});

describe("a tenant's storage class", () => {
    const storage = (storageClass: unknown) => ({ storage: { requests: "10Gi", storageClass } });
    const path = "resources.storage.storageClass";
    check([
        ["may be premium for an enterprise", resources(storage("premium-nvme"), "enterprise")],
        [
            "is one there is",
            resources(storage("fast-sdd")),
            at(path, `"fast-sdd"`, "one of fast-ssd, premium-nvme", `did you mean "fast-ssd"?`),
        ],
        [
            "is one the plan offers",
            resources(storage("premium-nvme")),
            at(
                path,
                `"premium-nvme"`,
                "one of fast-ssd, the storage classes of plan professional",
                "choose fast-ssd, or plan enterprise",
            ),
        ],
        [
            "is not judged by a plan there is not",
            resources(storage("premium-nvme"), "gold"),
            at("plan", `"gold"`, "one of starter, professional, enterprise"),
        ],
    ]);
});

describe("a tenant's features", () => {
    check([
        [
            "are true or false",
            { features: { aiEnabled: "true", customMetrics: "No", realTimeAnalytics: 1 } },
            at("features.aiEnabled", `"true"`, "true or false", "write true, without quotes"),
            at("features.customMetrics", `"No"`, "true or false", "write false, without quotes"),
            at("features.realTimeAnalytics", "1", "true or false"),
        ],
        [
            "are a map",
            { features: ["aiEnabled"] },
            at("features", "a list of 1", "a map of aiEnabled, customMetrics, realTimeAnalytics"),
        ],
    ]);
});

describe("a tenant's services", () => {
    const path = "services.logServer";
    const logServer = (value: unknown) => ({ services: { logServer: value } });
    const replicas = "a whole number, from 1 to 100";
    check([
        [
            "say whether they are enabled",
            logServer({ replicas: 2 }),
            at(`${path}.enabled`, "nothing", "required: true or false"),
        ],
        [
            "have a replica or are not enabled",
            logServer({ enabled: true, replicas: 0 }),
            at(`${path}.replicas`, "0", replicas, "for none, set enabled to false"),
        ],
        [
            "have no more than a hundred replicas",
            logServer({ enabled: true, replicas: 101 }),
            at(`${path}.replicas`, "101", replicas),
        ],
        [
            "request no more CPU than they may use",
            logServer({ enabled: true, resources: { requests: "1", limits: "500m" } }),
            at(
                `${path}.resources.requests`,
                `"1"`,
                "at most the limits, 500m",
                "lower it to 500m, or raise the limits to 1",
            ),
        ],
    ]);

    it("run once unless they say otherwise", () => {
        const tenant = { ...TENANT, services: { authService: { enabled: true } } };
        const config = accepted({ "neurallog:tenants": { acme: tenant } });
        assert.deepEqual(config.role === "workload" && config.tenants[0]?.services, {
            authService: { enabled: true, replicas: 1 },
        });
    });
});

describe("a quantity of cores", () => {
    for (const value of ["500m", "4", "0.5", "1.0", 4, 0.05, 1.125]) {
        it(`may be ${JSON.stringify(value)}`, () => {
            assert.deepEqual(
                findingsOfTenant(resources({ cpu: { requests: value, limits: 8 } })),
                [],
            );
        });
    }

    for (const [value, got, meant] of [
        ["1.5 cores", `"1.5 cores"`, "1.5"],
        ["500 m", `"500 m"`, "500m"],
        ["500mcpu", `"500mcpu"`, "500m"],
        ["250 millicores", `"250 millicores"`, "250m"],
        ["2 vCPU", `"2 vCPU"`, "2"],
        [".5", `".5"`, "0.5"],
        ["500M", `"500M"`, "500m"],
        ["4Gi", `"4Gi"`, undefined],
        ["-1", `"-1"`, undefined],
        ["0", `"0"`, undefined],
        ["0m", `"0m"`, undefined],
        ["1e3", `"1e3"`, undefined],
        ["", `""`, undefined],
        [0, "0", undefined],
        [-2, "-2", undefined],
        [1e21, "1e+21", undefined],
        [true, "true", undefined],
        [null, "nothing", undefined],
    ] as const) {
        it(`is not ${JSON.stringify(value)}${meant === undefined ? "" : `: ${meant} is`}`, () => {
            const remedy = meant === undefined ? undefined : `did you mean "${meant}"?`;
            assert.deepEqual(findingsOfTenant(resources({ cpu: { requests: value, limits: 8 } })), [
                at("resources.cpu.requests", got, CPU, remedy),
            ]);
        });
    }
});

describe("a quantity of bytes", () => {
    for (const value of ["512Mi", "8Gi", "1.5Gi", "8G", "1000000k"]) {
        it(`may be ${value}`, () => {
            const changes = resources({ memory: { requests: value, limits: "16Gi" } });
            assert.deepEqual(findingsOfTenant(changes), []);
        });
    }

    for (const [value, got, meant] of [
        ["8GB", `"8GB"`, "8Gi"],
        ["8gb", `"8gb"`, "8Gi"],
        ["8 Gi", `"8 Gi"`, "8Gi"],
        ["8GiB", `"8GiB"`, "8Gi"],
        ["512mb", `"512mb"`, "512Mi"],
        ["500m", `"500m"`, "500Mi"],
        ["8", `"8"`, "8Gi"],
        [8, "8", "8Gi"],
        [8589934592, "8589934592", "8Gi"],
        ["536870912", `"536870912"`, "512Mi"],
        [5000, "5000", undefined],
        ["8 gigs", `"8 gigs"`, undefined],
        ["-8Gi", `"-8Gi"`, undefined],
        ["0Gi", `"0Gi"`, undefined],
        [0, "0", undefined],
        [-8, "-8", undefined],
        [["8Gi"], "a list of 1", undefined],
    ] as const) {
        it(`is not ${JSON.stringify(value)}${meant === undefined ? "" : `: ${meant} is`}`, () => {
            const remedy = meant === undefined ? undefined : `did you mean "${meant}"?`;
            const changes = resources({ memory: { requests: value, limits: "16Gi" } });
            assert.deepEqual(findingsOfTenant(changes), [
                at("resources.memory.requests", got, BYTES, remedy),
            ]);
        });
    }
});

describe("the data volume of a storage class", () => {
    const premium = (requests: string) => ({
        plan: "enterprise",
        resources: { storage: { requests, storageClass: "premium-nvme" } },
    });

    it("is not smaller than what the class says it is", () => {
        assert.deepEqual(findingsOfTenant(premium("5Gi")), [
            finding(
                "neurallog:tenants.acme.resources.storage.requests",
                `"5Gi"`,
                "at least 10Gi, the smallest volume of premium-nvme",
                "raise it to 10Gi, or choose another storage class",
            ),
        ]);
    });

    it("may be the smallest", () => {
        assert.deepEqual(findingsOfTenant(premium("10Gi")), []);
    });
});
