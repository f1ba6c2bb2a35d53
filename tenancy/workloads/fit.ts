import type { Quantity } from "../quantity.ts";
import type { Served, ServiceName, WorkloadSettings } from "./settings.ts";

import { effectiveQuota } from "../blueprint/resource-bounds.ts";
import { PLANS } from "../plans.ts";
import { compareQuantities, quantityValue } from "../quantity.ts";
import { REPLICA_SETS, ROLLOUT_PODS } from "./rollout.ts";
import { servicesOf } from "./settings.ts";
import { sizeOf } from "./sizes.ts";

/** How many pods of each service. */
export type Replicas = Readonly<Partial<Record<ServiceName, number>>>;

/** What a tenant's services need of a resource and its quota does not have. */
export interface Shortage {
    /** A key of the quota, such as `limits.cpu`. */
    readonly resource: string;
    readonly needed: Quantity;
    readonly available: Quantity;
}

/** A figure of a container that the tenant's LimitRange refuses. */
export interface OutOfBounds {
    readonly service: ServiceName;
    readonly figure: "requests" | "limits";
    readonly bound: "max" | "min";
    readonly resource: string;
    readonly value: Quantity;
    readonly quantity: Quantity;
}

export interface Fit {
    readonly outOfBounds: readonly OutOfBounds[];
    readonly shortages: readonly Shortage[];
}

/** Whether the tenant's quota and LimitRange admit its services at their replicas, while all of them are rolled out. */
export function workloadsFit(tenant: Served, settings: WorkloadSettings): Fit {
    const services = servicesOf(tenant, settings).map(({ name }) => name);
    return {
        outOfBounds: services.flatMap((service) => outOfBounds(tenant, service)),
        shortages: budgetOf(tenant, settings).shortages(leastReplicas(tenant, services)),
    };
}

/**
 * How many replicas each service may grow to so that the quota admits all of them at once, even in a rollout. The
 * services grow by turns; none is below what the tenant asked for.
 */
export function mostReplicas(tenant: Served, settings: WorkloadSettings): Replicas {
    const services = servicesOf(tenant, settings).map(({ name }) => name);
    const budget = budgetOf(tenant, settings);
    let replicas = leastReplicas(tenant, services);
    let growing = services;
    while (growing.length > 0) {
        growing = growing.filter((service) => {
            const grown = { ...replicas, [service]: (replicas[service] ?? 0) + 1 };
            const fits = budget.admits(grown);
            replicas = fits ? grown : replicas;
            return fits;
        });
    }
    return replicas;
}

function leastReplicas(tenant: Served, services: readonly ServiceName[]): Replicas {
    return Object.fromEntries(
        services.map((name) => [name, tenant.services?.[name]?.replicas ?? 1]),
    );
}

const COMPUTE = ["cpu", "memory", "ephemeral-storage"] as const;

function outOfBounds(tenant: Served, service: ServiceName): OutOfBounds[] {
    const { max, min } = PLANS[tenant.plan].limits.container;
    const size = sizeOf(tenant, service);
    return COMPUTE.flatMap((resource) =>
        (["limits", "requests"] as const).flatMap((figure): OutOfBounds[] => {
            const value = size[figure][resource];
            const found = { service, figure, resource, value };
            const least = resource === "ephemeral-storage" ? undefined : min[resource];
            if (least !== undefined && compareQuantities(value, least) < 0) {
                return [{ ...found, bound: "min", quantity: least }];
            }
            // Requests are never above limits, so limits alone are held against the largest container.
            return figure === "limits" && compareQuantities(value, max[resource]) > 0
                ? [{ ...found, bound: "max", quantity: max[resource] }]
                : [];
        }),
    );
}

/** A quota, and what each pod and each service takes of it, as numbers: growing asks hundreds of times. */
interface Budget {
    admits(replicas: Replicas): boolean;
    shortages(replicas: Replicas): Shortage[];
}

/** The objects of one service besides its pods. */
const OBJECTS: Readonly<Record<string, number>> = {
    services: 1,
    "count/deployments.apps": 1,
    "count/replicasets.apps": REPLICA_SETS,
    "count/horizontalpodautoscalers.autoscaling": 1,
    "count/poddisruptionbudgets.policy": 1,
};

function budgetOf(tenant: Served, settings: WorkloadSettings): Budget {
    const services = servicesOf(tenant, settings).map(({ name }) => name);
    const pods = new Map(services.map((service) => [service, podOf(tenant, service)]));
    const lines = Object.entries(effectiveQuota(tenant)).map(([resource, available]) => {
        const objects = BigInt((OBJECTS[resource] ?? 0) * services.length);
        const secrets = resource === "secrets" && settings.secrets !== undefined ? 1n : 0n;
        return {
            resource,
            available,
            limit: quantityValue(available),
            fixed: (objects + secrets) * ONE,
            eachPod: services.map((service): [ServiceName, bigint] => [
                service,
                pods.get(service)?.[resource] ?? 0n,
            ]),
        };
    });
    const needed = ({ fixed, eachPod }: (typeof lines)[number], replicas: Replicas): bigint =>
        eachPod.reduce(
            (sum, [service, pod]) => sum + BigInt((replicas[service] ?? 0) + ROLLOUT_PODS) * pod,
            fixed,
        );
    return {
        admits: (replicas) => lines.every((line) => needed(line, replicas) <= line.limit),
        shortages: (replicas) =>
            lines
                .filter((line) => needed(line, replicas) > line.limit)
                .map((line) => ({
                    resource: line.resource,
                    needed: written(line.resource, needed(line, replicas)),
                    available: line.available,
                })),
    };
}

/** What one pod of a service takes of each resource of a quota. */
function podOf(tenant: Served, service: ServiceName): Readonly<Record<string, bigint>> {
    const size = sizeOf(tenant, service);
    const compute = (["requests", "limits"] as const).flatMap((figure) =>
        COMPUTE.map((resource) => [`${figure}.${resource}`, quantityValue(size[figure][resource])]),
    );
    return { pods: ONE, ...(Object.fromEntries(compute) as Record<string, bigint>) };
}

/** One of anything, in the billionths that `quantityValue` counts in. */
const ONE = 10n ** 9n;

const BINARY = [
    ["Gi", 2n ** 30n],
    ["Mi", 2n ** 20n],
    ["Ki", 2n ** 10n],
] as const;

/** A value as people write it: `5500m`, `12Gi`, `14`. */
function written(resource: string, value: bigint): Quantity {
    if (value % ONE !== 0n) {
        return `${String((value + ONE / 1000n - 1n) / (ONE / 1000n))}m`;
    }
    const whole = value / ONE;
    const unit = /memory|storage/.test(resource)
        ? BINARY.find(([, size]) => whole % size === 0n)
        : undefined;
    return unit === undefined ? String(whole) : `${String(whole / unit[1])}${unit[0]}`;
}
