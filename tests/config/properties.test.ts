import assert from "node:assert/strict";

import * as fc from "fast-check";

import { parseStackConfig } from "../../config/index.ts";
import { PLAN_NAMES, PLANS } from "../../tenancy/plans.ts";
import { compareQuantities, parseQuantity } from "../../tenancy/quantity.ts";
import type { RequestsAndLimits, Tenant } from "../../tenancy/tenant.ts";
import { FILE, stackFile, TENANT, TODAY } from "./stack-file.ts";

/** Mostly valid, so that most tenants reach the comparisons; the rest is what people write by mistake. */
const figure = (least: number, most: number, units: string[], mistakes: unknown[]) =>
    fc.oneof(
        {
            weight: 20,
            arbitrary: fc
                .tuple(fc.integer({ min: least, max: most }), fc.constantFrom(...units))
                .map(([number, unit]) => `${number}${unit}`),
        },
        { weight: 1, arbitrary: fc.constantFrom(...mistakes) },
    );
const cores = fc.oneof(
    figure(1, 9, [""], ["4Gi", "0", -1, "1.5 cores"]),
    figure(40, 3000, ["m"], ["0m", null, 0]),
    fc.double({ min: 0, max: 20, noNaN: true }),
);
const memory = figure(1, 20, ["Gi", "G"], ["8GB", 8, "512", "0Gi", "500m", "2Ti"]);
const cpuPair = fc.record({ requests: cores, limits: cores });
const memoryPair = fc.record({ requests: memory, limits: memory });
const count = fc.integer({ min: 0, max: 60 });
const tenant = fc.record(
    {
        plan: fc.constantFrom(...PLAN_NAMES, ...PLAN_NAMES, "gold"),
        billingEmail: fc.constantFrom("a@example.com", "b@example.com"),
        resources: fc.record(
            {
                cpu: cpuPair,
                memory: memoryPair,
                storage: fc.record(
                    { requests: memory, storageClass: fc.constantFrom("fast-ssd", "premium-nvme") },
                    { requiredKeys: ["requests"] },
                ),
                pods: count,
                services: count,
            },
            { requiredKeys: [] },
        ),
        services: fc.record(
            {
                logServer: fc.record(
                    { enabled: fc.boolean(), replicas: count, resources: cpuPair },
                    { requiredKeys: ["enabled"] },
                ),
            },
            { requiredKeys: [] },
        ),
    },
    { requiredKeys: ["plan", "billingEmail"] },
);

function parsed(value: unknown): Tenant | undefined {
    const result = parseStackConfig(
        FILE,
        stackFile({ "neurallog:tenants": { acme: value } }),
        TODAY,
    );
    return result.ok && result.config.role === "workload" ? result.config.tenants[0] : undefined;
}

/** Asserts what the rest of the program relies on; true when it had a figure to look at. */
function assertOrder(pair: RequestsAndLimits | undefined): boolean {
    if (pair === undefined) {
        return false;
    }
    assert.ok((parseQuantity(pair.requests) ?? 0n) > 0n);
    assert.ok(compareQuantities(pair.requests, pair.limits) <= 0);
    return true;
}

describe("a tenant that is accepted", () => {
    it("has figures that are quantities, in order and within its plan", () => {
        let looked = 0;
        fc.assert(
            fc.property(tenant, (value) => {
                const accepted = parsed(value);
                if (accepted === undefined) {
                    return;
                }
                const { resources, services, plan } = accepted;
                const { quota, limits } = PLANS[plan];
                looked += Number(assertOrder(resources?.cpu));
                looked += Number(assertOrder(resources?.memory));
                looked += Number(assertOrder(services?.logServer?.resources));
                for (const [key, own] of [
                    ["limits.cpu", resources?.cpu?.limits],
                    ["requests.cpu", resources?.cpu?.requests],
                    ["limits.memory", resources?.memory?.limits],
                    ["requests.memory", resources?.memory?.requests],
                    ["requests.storage", resources?.storage?.requests],
                    ["pods", resources?.pods?.toString()],
                    ["services", resources?.services?.toString()],
                ] as const) {
                    assert.ok(own === undefined || compareQuantities(own, quota[key] ?? "0") <= 0);
                }
                const claim = resources?.storage?.requests;
                assert.ok(
                    claim === undefined || compareQuantities(claim, limits.volumeClaim.min) >= 0,
                );
            }),
            { numRuns: 2000, seed: 20_26 },
        );
        assert.ok(looked > 50, `only ${looked} accepted figures: the generator proves nothing`);
    });
});

describe("a stack file of anything at all", () => {
    it("is accepted or has findings, and nothing throws", () => {
        const anything = fc.anything({ maxDepth: 4, withNullPrototype: false });
        const key = fc.constantFrom("role", "cluster", "network", "tenants", "x");
        fc.assert(
            fc.property(fc.dictionary(key, anything), (values) => {
                const own = Object.entries(values).map(
                    ([name, value]) => [`neurallog:${name}`, value] as const,
                );
                const result = parseStackConfig(FILE, Object.fromEntries(own), TODAY);
                assert.ok(result.ok || result.findings.length > 0);
            }),
            { numRuns: 500 },
        );
    });

    it("has no two findings that say the same", () => {
        fc.assert(
            fc.property(tenant, (value) => {
                const values = stackFile({ "neurallog:tenants": { acme: value } });
                const result = parseStackConfig(FILE, values, TODAY);
                const paths = result.ok ? [] : result.findings.map(({ path }) => path.join("."));
                assert.equal(new Set(paths).size, paths.length);
            }),
            { numRuns: 500 },
        );
    });
});

describe("five hundred tenants", () => {
    it("are read in well under a second", () => {
        const ids = Array.from({ length: 500 }, (_, index) => `tenant-${index}`);
        const tenants = Object.fromEntries(ids.map((id) => [id, TENANT]));
        const started = performance.now();
        const result = parseStackConfig(FILE, stackFile({ "neurallog:tenants": tenants }), TODAY);
        assert.ok(result.ok);
        assert.ok(performance.now() - started < 500);
    });
});
