import assert from "node:assert/strict";

import * as fc from "fast-check";

import type { KubernetesObject } from "../../../tenancy/blueprint/index.ts";
import type { PlanName } from "../../../tenancy/plans.ts";
import type { Tenant, TenantService } from "../../../tenancy/tenant.ts";
import type { ServiceName } from "../../../tenancy/workloads/index.ts";

import { tenantObjects } from "../../../tenancy/blueprint/index.ts";
import { PLAN_NAMES } from "../../../tenancy/plans.ts";
import { compareQuantities, quantityValue } from "../../../tenancy/quantity.ts";
import { mostReplicas, SERVICE_NAMES, workloadsFit } from "../../../tenancy/workloads/index.ts";
import { ACME_CORP, SERVICES, SERVING_CLUSTER, tenantOf } from "../../support/tenants.ts";

const FITS = { outOfBounds: [], shortages: [] };

function served(plan: PlanName, logServer: number, authService: number): Tenant {
    return {
        ...tenantOf(plan),
        services: {
            logServer: { enabled: true, replicas: logServer },
            authService: { enabled: true, replicas: authService },
        },
    };
}

type Objects = readonly KubernetesObject[];

function only<Kind extends KubernetesObject["kind"]>(objects: Objects, kind: Kind) {
    return objects.filter(
        (object): object is Extract<KubernetesObject, { kind: Kind }> => object.kind === kind,
    );
}

const COUNTED: Readonly<Record<string, KubernetesObject["kind"]>> = {
    services: "Service",
    "count/deployments.apps": "Deployment",
    "count/horizontalpodautoscalers.autoscaling": "HorizontalPodAutoscaler",
    "count/poddisruptionbudgets.policy": "PodDisruptionBudget",
};

/**
 * What the objects themselves would take of the quota at worst: every Deployment at its autoscaler's most and in the
 * middle of a rollout, one pod of it still ending. In billionths, and reckoned from the manifests alone.
 */
function worstCase(objects: Objects): Map<string, bigint> {
    const taken = new Map<string, bigint>();
    const take = (resource: string, amount: bigint) =>
        taken.set(resource, (taken.get(resource) ?? 0n) + amount);
    for (const [resource, kind] of Object.entries(COUNTED)) {
        take(resource, BigInt(only(objects, kind).length) * 10n ** 9n);
    }
    for (const { metadata, spec } of only(objects, "Deployment")) {
        const scaler = only(objects, "HorizontalPodAutoscaler").find(
            (each) => each.spec?.scaleTargetRef.name === metadata.name,
        );
        const surge = Number(spec?.strategy?.rollingUpdate?.maxSurge);
        const pods = BigInt((scaler?.spec?.maxReplicas ?? 0) + surge + 1);
        take("pods", pods * 10n ** 9n);
        take("count/replicasets.apps", BigInt((spec?.revisionHistoryLimit ?? 10) + 2) * 10n ** 9n);
        for (const { resources } of spec?.template.spec?.containers ?? []) {
            for (const figure of ["requests", "limits"] as const) {
                for (const [resource, quantity] of Object.entries(resources?.[figure] ?? {})) {
                    take(`${figure}.${resource}`, pods * quantityValue(quantity));
                }
            }
        }
    }
    return taken;
}

function hardOf(objects: Objects): Record<string, string> {
    return only(objects, "ResourceQuota")[0]?.spec?.hard ?? {};
}

const milli = (min: number, max: number) => fc.integer({ min, max }).map((number) => `${number}m`);
const pair = (value: fc.Arbitrary<string>) =>
    fc
        .tuple(value, value)
        .map((both) => both.sort(compareQuantities))
        .map(([requests, limits]) => ({ requests, limits }));
const service = fc.record(
    {
        enabled: fc.constantFrom(true, true, true, false),
        replicas: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })),
        resources: pair(fc.oneof(milli(40, 900), milli(40, 4500))),
    },
    { requiredKeys: ["enabled", "replicas"] },
);
const tenants: fc.Arbitrary<Tenant> = fc
    .record(
        {
            plan: fc.constantFrom(...PLAN_NAMES),
            resources: fc.record(
                {
                    cpu: pair(milli(1000, 64000)),
                    memory: pair(fc.integer({ min: 1, max: 128 }).map((number) => `${number}Gi`)),
                    pods: fc.integer({ min: 1, max: 100 }),
                    services: fc.integer({ min: 1, max: 5 }),
                },
                { requiredKeys: [] },
            ),
            services: fc.record({ logServer: service, authService: service }, { requiredKeys: [] }),
        },
        { requiredKeys: ["plan"] },
    )
    .map(({ plan, ...rest }) => ({ ...tenantOf(plan), ...rest }));

function cpuOf(tenant: Tenant, name: ServiceName): Pick<TenantService, "resources"> {
    return { resources: tenant.services?.[name]?.resources };
}

describe("the fit of a tenant's services", () => {
    it("is there for the specification's sample, with room to grow", () => {
        assert.deepEqual(workloadsFit(ACME_CORP, SERVICES), FITS);
        assert.deepEqual(mostReplicas(ACME_CORP, SERVICES), { logServer: 4, authService: 2 });
    });

    for (const [plan, logServer, authService] of [
        ["starter", 1, 1],
        ["professional", 2, 2],
        ["enterprise", 3, 3],
    ] as const) {
        it(`is there on ${plan} for ${logServer} and ${authService} replicas of the plan's size`, () => {
            const tenant = served(plan, logServer, authService);
            assert.deepEqual(workloadsFit(tenant, SERVICES), FITS);
            const most = mostReplicas(tenant, SERVICES);
            assert.ok((most.logServer ?? 0) > logServer && (most.authService ?? 0) > authService);
        });
    }

    it("is held against the quota with the figures of a rollout", () => {
        assert.deepEqual(workloadsFit(served("starter", 4, 3), SERVICES).shortages, [
            { resource: "limits.cpu", needed: "4250m", available: "4" },
            { resource: "pods", needed: "11", available: "10" },
        ]);
    });

    it("is held against the tenant's own tighter quota", () => {
        const resources = {
            memory: { requests: "2Gi", limits: "2Gi" },
            services: 1,
        };
        const { shortages } = workloadsFit({ ...served("starter", 1, 1), resources }, SERVICES);
        assert.deepEqual(shortages, [
            { resource: "limits.memory", needed: "2304Mi", available: "2Gi" },
            { resource: "services", needed: "2", available: "1" },
        ]);
    });

    it("counts the Secret that is fetched for the services", () => {
        const secrets = { region: "eu-west-1", role: "arn", prefix: "" };
        assert.deepEqual(workloadsFit(ACME_CORP, { ...SERVICES, secrets }), FITS);
    });

    it("holds a container against the plan's largest and smallest", () => {
        const withCpu = (requests: string, limits: string): Tenant => ({
            ...tenantOf("starter"),
            services: {
                logServer: { enabled: true, replicas: 1, resources: { requests, limits } },
            },
        });
        const bounds = (tenant: Tenant) =>
            workloadsFit(tenant, SERVICES).outOfBounds.map(
                ({ figure, bound, resource, value, quantity }) =>
                    `${figure}.${resource} ${value}, ${bound} ${quantity}`,
            );
        assert.deepEqual(bounds(withCpu("50m", "4")), []);
        assert.deepEqual(bounds(withCpu("49m", "4001m")), [
            "limits.cpu 4001m, max 4",
            "requests.cpu 49m, min 50m",
        ]);
        assert.deepEqual(bounds(withCpu("10m", "20m")), [
            "limits.cpu 20m, min 50m",
            "requests.cpu 10m, min 50m",
        ]);
    });

    it("asks nothing of what does not run", () => {
        const huge = served("starter", 100, 100);
        assert.deepEqual(workloadsFit(huge, {}), FITS);
        const { logServer } = served("starter", 1, 1).services ?? {};
        assert.ok(logServer);
        const disabled = { logServer: { ...logServer, enabled: false, replicas: 100 } };
        assert.deepEqual(workloadsFit({ ...huge, services: disabled }, SERVICES), FITS);
    });
});

describe("services that fit", () => {
    let looked = 0;

    it("are within quota and limits by their own manifests, grown and in a rollout", () => {
        fc.assert(
            fc.property(tenants, (tenant) => {
                const { outOfBounds, shortages } = workloadsFit(tenant, SERVICES);
                fc.pre(outOfBounds.length === 0 && shortages.length === 0);
                const objects = tenantObjects(tenant, SERVING_CLUSTER);
                const hard = hardOf(objects);
                for (const [resource, amount] of worstCase(objects)) {
                    const limit = hard[resource];
                    assert.ok(limit !== undefined, `the quota does not name ${resource}`);
                    assert.ok(amount <= quantityValue(limit), `${resource}: ${String(amount)}`);
                }
                const [bounds, pod] = only(objects, "LimitRange")[0]?.spec?.limits ?? [];
                for (const deployment of only(objects, "Deployment")) {
                    looked += 1;
                    const { requests = {}, limits = {} } =
                        deployment.spec?.template.spec?.containers[0]?.resources ?? {};
                    for (const [resource, limit] of Object.entries(limits)) {
                        const least = bounds?.min?.[resource] ?? "0";
                        const request = requests[resource] ?? "0";
                        assert.ok(compareQuantities(limit, bounds?.max?.[resource] ?? "0") <= 0);
                        assert.ok(compareQuantities(limit, pod?.max?.[resource] ?? "0") <= 0);
                        assert.ok(compareQuantities(request, limit) <= 0);
                        assert.ok(compareQuantities(least, request) <= 0);
                    }
                }
            }),
            { numRuns: 500, seed: 20_26 },
        );
        assert.ok(looked > 100, `only ${looked} services: the generator proves nothing`);
    });

    it("grow until none of them could grow any more", () => {
        fc.assert(
            fc.property(tenants, (tenant) => {
                const { outOfBounds, shortages } = workloadsFit(tenant, SERVICES);
                fc.pre(outOfBounds.length === 0 && shortages.length === 0);
                const most = mostReplicas(tenant, SERVICES);
                for (const name of SERVICE_NAMES.filter((each) => each in most)) {
                    const services: Record<string, TenantService> = { ...tenant.services };
                    for (const each of SERVICE_NAMES.filter((other) => other in most)) {
                        const replicas = (most[each] ?? 0) + (each === name ? 1 : 0);
                        services[each] = { enabled: true, replicas, ...cpuOf(tenant, each) };
                    }
                    const grown = workloadsFit({ ...tenant, services }, SERVICES);
                    assert.notDeepEqual(grown.shortages, [], name);
                }
            }),
            { numRuns: 500, seed: 20_26 },
        );
    });
});
