import assert from "node:assert/strict";

import type { ComputeQuantities } from "../../tenancy/plans.ts";

import { PLAN_NAMES, PLANS } from "../../tenancy/plans.ts";
import { compareQuantities, parseQuantity } from "../../tenancy/quantity.ts";
import { STORAGE_CLASS_NAMES } from "../../tenancy/storage-classes.ts";

const RESOURCES = ["cpu", "memory", "ephemeral-storage"] as const;

/** The ResourceQuotas of the specification, to the letter. */
const SPECIFICATION = {
    starter: ["2", "4Gi", "4", "8Gi", "10Gi", "10", "5", "3", "10", "10"],
    professional: ["8", "16Gi", "16", "32Gi", "100Gi", "50", "15", "10", "50", "50"],
    enterprise: ["32", "64Gi", "64", "128Gi", "1Ti", "100", "20", "25", "100", "100"],
};

const SPECIFICATION_KEYS = [
    "requests.cpu",
    "requests.memory",
    "limits.cpu",
    "limits.memory",
    "requests.storage",
    "pods",
    "services",
    "persistentvolumeclaims",
    "secrets",
    "configmaps",
];

function assertAtMost(small: string | undefined, large: string | undefined, what: string) {
    assert.ok(small !== undefined && large !== undefined, what);
    assert.ok(compareQuantities(small, large) <= 0, `${what}: ${small} is above ${large}`);
}

for (const name of PLAN_NAMES) {
    const { quota, limits, dataVolume, storageClasses } = PLANS[name];

    describe(`the plan ${name}`, () => {
        it("has the specification's quota", () => {
            assert.deepEqual(
                SPECIFICATION_KEYS.map((key) => quota[key]),
                SPECIFICATION[name],
            );
        });

        it("sells no load balancer and no node port", () => {
            assert.equal(quota["services.loadbalancers"], "0");
            assert.equal(quota["services.nodeports"], "0");
        });

        it("keeps the storage classes it does not offer at zero", () => {
            for (const storageClass of STORAGE_CLASS_NAMES) {
                const offered = storageClasses.includes(storageClass);
                assert.deepEqual(
                    ["requests.storage", "persistentvolumeclaims"].map(
                        (key) => quota[`${storageClass}.storageclass.storage.k8s.io/${key}`],
                    ),
                    offered ? [undefined, undefined] : ["0", "0"],
                    storageClass,
                );
            }
        });

        for (const resource of RESOURCES) {
            const { container, pod } = limits;
            const bound = (bounds: Partial<ComputeQuantities>) => bounds[resource];

            it(`orders its bounds of ${resource}: request, default, container, pod, quota`, () => {
                assertAtMost(bound(container.defaultRequest), bound(container.default), "default");
                assertAtMost(bound(container.default), bound(container.max), "container");
                assertAtMost(bound(container.max), bound(pod.max), "pod");
                assertAtMost(bound(pod.max), quota[`limits.${resource}`], "quota");
            });

            it(`admits every pod it advertises with the default ${resource}`, () => {
                const pods = BigInt(quota.pods ?? "0");
                for (const [bounds, key] of [
                    [container.default, `limits.${resource}`],
                    [container.defaultRequest, `requests.${resource}`],
                ] as const) {
                    const each = parseQuantity(bounds[resource]) ?? 0n;
                    const all = parseQuantity(quota[key] ?? "0") ?? 0n;
                    assert.ok(pods > 0n && each > 0n && each * pods <= all, key);
                }
            });
        }

        it("fits its data volume into its claim bounds and its storage", () => {
            assertAtMost(limits.volumeClaim.min, dataVolume, "claim min");
            assertAtMost(dataVolume, limits.volumeClaim.max, "claim max");
            assertAtMost(dataVolume, quota["requests.storage"], "quota");
        });

        it("has requests at most its limits", () => {
            for (const resource of RESOURCES) {
                assertAtMost(quota[`requests.${resource}`], quota[`limits.${resource}`], resource);
            }
        });
    });
}

describe("the plans", () => {
    it("limit the same things, but for the storage classes a plan offers", () => {
        const keys = (name: (typeof PLAN_NAMES)[number]) =>
            Object.keys(PLANS[name].quota)
                .filter((key) => !key.includes("storageclass"))
                .sort();
        assert.deepEqual(keys("starter"), keys("professional"));
        assert.deepEqual(keys("professional"), keys("enterprise"));
    });

    it("grow: none gives less than the one before", () => {
        for (const [index, name] of PLAN_NAMES.entries()) {
            const next = PLAN_NAMES[index + 1];
            for (const [key, quantity] of Object.entries(next ? PLANS[next].quota : {})) {
                const smaller = PLANS[name].quota[key];
                if (smaller !== undefined) {
                    assertAtMost(smaller, quantity, `${name} ${key}`);
                }
            }
        }
    });
});
