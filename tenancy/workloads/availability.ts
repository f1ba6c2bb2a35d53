import type { KubernetesObject } from "../blueprint/kubernetes-object.ts";
import type { Tenant } from "../tenant.ts";
import type { RunningService } from "./settings.ts";

import { selectorOf, serviceMetadata } from "./metadata.ts";
import { OBJECT_NAMES } from "./settings.ts";

/** How many replicas there may be: what the tenant asked for, and what its quota admits. */
export interface Range {
    readonly least: number;
    readonly most: number;
}

/**
 * Keeps the replicas between the two by the CPU they use. It is there even where both are the same, so that the
 * number of a Deployment has one writer for ever: a Deployment that takes its number back begins at one.
 */
export function autoscaler(
    tenant: Tenant,
    { name }: RunningService,
    { least, most }: Range,
): KubernetesObject {
    return {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: serviceMetadata(tenant, name),
        spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: OBJECT_NAMES[name] },
            minReplicas: least,
            maxReplicas: most,
            metrics: [
                {
                    type: "Resource",
                    resource: {
                        name: "cpu",
                        target: { type: "Utilization", averageUtilization: 70 },
                    },
                },
            ],
        },
    };
}

/** One pod at a time goes for maintenance; one that does not work anyway keeps no node from being emptied. */
export function disruptionBudget(tenant: Tenant, { name }: RunningService): KubernetesObject {
    return {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: serviceMetadata(tenant, name),
        spec: {
            maxUnavailable: 1,
            selector: { matchLabels: selectorOf(name) },
            unhealthyPodEvictionPolicy: "AlwaysAllow",
        },
    };
}
