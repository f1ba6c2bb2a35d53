import type { PlanLimits } from "../plans.ts";
import type { Quantity } from "../quantity.ts";
import type { Tenant } from "../tenant.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

import { PLANS } from "../plans.ts";
import { smallerQuantity } from "../quantity.ts";
import { inTenantNamespace } from "./identity.ts";

/** What a quota follows from. */
type Bought = Pick<Tenant, "plan" | "resources">;

/**
 * What the tenant may use in all: its plan's quota, tightened by the tenant's own `resources`. A figure above the
 * plan's never reaches here; where it did, the plan's would win.
 */
export function effectiveQuota(tenant: Bought): Record<string, Quantity> {
    const plan = PLANS[tenant.plan].quota;
    const own = ownQuota(tenant);
    return Object.fromEntries(
        Object.entries(plan).map(([key, quantity]) => {
            const tighter = own[key];
            return [key, tighter === undefined ? quantity : smallerQuantity(tighter, quantity)];
        }),
    );
}

function ownQuota({ resources = {} }: Bought): Record<string, Quantity | undefined> {
    return {
        "requests.cpu": resources.cpu?.requests,
        "limits.cpu": resources.cpu?.limits,
        "requests.memory": resources.memory?.requests,
        "limits.memory": resources.memory?.limits,
        "requests.storage": resources.storage?.requests,
        pods: resources.pods?.toString(),
        services: resources.services?.toString(),
    };
}

/** `tenant-<plan>-quota`: what the namespace may use in all. */
export function resourceQuota(tenant: Tenant): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: inTenantNamespace(tenant, `tenant-${tenant.plan}-quota`),
        spec: { hard: effectiveQuota(tenant) },
    };
}

/** `tenant-container-limits`: what one container, pod or claim may ask for, and gets when it asks for nothing. */
export function limitRange(tenant: Tenant): KubernetesObject {
    const { container, pod, volumeClaim }: PlanLimits = PLANS[tenant.plan].limits;
    return {
        apiVersion: "v1",
        kind: "LimitRange",
        metadata: inTenantNamespace(tenant, "tenant-container-limits"),
        spec: {
            limits: [
                {
                    type: "Container",
                    default: { ...container.default },
                    defaultRequest: { ...container.defaultRequest },
                    max: { ...container.max },
                    min: { ...container.min },
                },
                { type: "Pod", max: { ...pod.max } },
                {
                    type: "PersistentVolumeClaim",
                    max: { storage: volumeClaim.max },
                    min: { storage: volumeClaim.min },
                },
            ],
        },
    };
}
