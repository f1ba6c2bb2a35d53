import type { Quantity } from "./quantity.ts";
import type { StorageClassName } from "./storage-classes.ts";

/** A plan a tenant can buy. */
export type PlanName = "starter" | "professional" | "enterprise";

/** From the smallest to the largest. */
export const PLAN_NAMES: readonly PlanName[] = ["starter", "professional", "enterprise"];

/** What one plan gives a tenant. Every number is an upper bound for the whole namespace unless it says otherwise. */
export interface Plan {
    /** `spec.hard` of the tenant's ResourceQuota. */
    readonly quota: Readonly<Record<string, Quantity>>;
    /** The tenant's LimitRange: what one container, pod or claim may ask for, and gets when it asks for nothing. */
    readonly limits: PlanLimits;
    /** The largest size of the claim `tenant-data-storage`. */
    readonly dataVolume: Quantity;
    /** The storage classes the plan may use; the quota holds the others at zero. */
    readonly storageClasses: readonly StorageClassName[];
}

/** CPU in cores, memory and ephemeral storage in bytes. */
export interface ComputeQuantities {
    readonly cpu: Quantity;
    readonly memory: Quantity;
    readonly "ephemeral-storage": Quantity;
}

/** The bounds of a LimitRange. `min` has no ephemeral storage: a container may well use none. */
export interface PlanLimits {
    readonly container: {
        /** The limits of a container that states none. */
        readonly default: ComputeQuantities;
        /** The requests of a container that states none. */
        readonly defaultRequest: ComputeQuantities;
        readonly max: ComputeQuantities;
        readonly min: Pick<ComputeQuantities, "cpu" | "memory">;
    };
    readonly pod: { readonly max: ComputeQuantities };
    readonly volumeClaim: { readonly max: Quantity; readonly min: Quantity };
}

/** What no plan sells: ways around the mesh gateway, one pod on every node, and a controller nobody should use. */
const NEVER: Readonly<Record<string, Quantity>> = {
    "services.loadbalancers": "0",
    "services.nodeports": "0",
    replicationcontrollers: "0",
    "count/daemonsets.apps": "0",
};

const NO_PREMIUM_STORAGE: Readonly<Record<string, Quantity>> = {
    "premium-nvme.storageclass.storage.k8s.io/requests.storage": "0",
    "premium-nvme.storageclass.storage.k8s.io/persistentvolumeclaims": "0",
};

const CONTAINER_DEFAULTS = {
    default: { cpu: "200m", memory: "256Mi", "ephemeral-storage": "512Mi" },
    defaultRequest: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "128Mi" },
    min: { cpu: "50m", memory: "64Mi" },
} as const;

/**
 * The specification's plans. The ten keys the specification names carry its numbers; the rest close the holes a
 * quota has by default: a resource it does not name is unlimited.
 *
 * Two of each plan's configmaps are taken by the platform itself (`kube-root-ca.crt`, and `istio-ca-root-cert`
 * where the mesh runs).
 */
export const PLANS: Readonly<Record<PlanName, Plan>> = {
    starter: {
        quota: {
            "requests.cpu": "2",
            "requests.memory": "4Gi",
            "limits.cpu": "4",
            "limits.memory": "8Gi",
            "requests.storage": "10Gi",
            pods: "10",
            services: "5",
            persistentvolumeclaims: "3",
            secrets: "10",
            configmaps: "10",
            "requests.ephemeral-storage": "4Gi",
            "limits.ephemeral-storage": "10Gi",
            "count/deployments.apps": "10",
            "count/replicasets.apps": "110",
            "count/statefulsets.apps": "5",
            "count/jobs.batch": "20",
            "count/cronjobs.batch": "5",
            "count/ingresses.networking.k8s.io": "5",
            "count/horizontalpodautoscalers.autoscaling": "10",
            "count/poddisruptionbudgets.policy": "10",
            "count/serviceaccounts": "10",
            ...NO_PREMIUM_STORAGE,
            ...NEVER,
        },
        limits: {
            container: {
                ...CONTAINER_DEFAULTS,
                max: { cpu: "4", memory: "8Gi", "ephemeral-storage": "2Gi" },
            },
            pod: { max: { cpu: "4", memory: "8Gi", "ephemeral-storage": "4Gi" } },
            volumeClaim: { max: "10Gi", min: "1Gi" },
        },
        dataVolume: "10Gi",
        storageClasses: ["fast-ssd"],
    },
    professional: {
        quota: {
            "requests.cpu": "8",
            "requests.memory": "16Gi",
            "limits.cpu": "16",
            "limits.memory": "32Gi",
            "requests.storage": "100Gi",
            pods: "50",
            services: "15",
            persistentvolumeclaims: "10",
            secrets: "50",
            configmaps: "50",
            "requests.ephemeral-storage": "20Gi",
            "limits.ephemeral-storage": "50Gi",
            "count/deployments.apps": "25",
            "count/replicasets.apps": "275",
            "count/statefulsets.apps": "10",
            "count/jobs.batch": "100",
            "count/cronjobs.batch": "15",
            "count/ingresses.networking.k8s.io": "15",
            "count/horizontalpodautoscalers.autoscaling": "25",
            "count/poddisruptionbudgets.policy": "25",
            "count/serviceaccounts": "25",
            ...NO_PREMIUM_STORAGE,
            ...NEVER,
        },
        limits: {
            container: {
                ...CONTAINER_DEFAULTS,
                max: { cpu: "4", memory: "8Gi", "ephemeral-storage": "8Gi" },
            },
            pod: { max: { cpu: "8", memory: "16Gi", "ephemeral-storage": "16Gi" } },
            volumeClaim: { max: "50Gi", min: "1Gi" },
        },
        dataVolume: "50Gi",
        storageClasses: ["fast-ssd"],
    },
    enterprise: {
        quota: {
            "requests.cpu": "32",
            "requests.memory": "64Gi",
            "limits.cpu": "64",
            "limits.memory": "128Gi",
            "requests.storage": "1Ti",
            pods: "100",
            services: "20",
            persistentvolumeclaims: "25",
            secrets: "100",
            configmaps: "100",
            "requests.ephemeral-storage": "40Gi",
            "limits.ephemeral-storage": "100Gi",
            "count/deployments.apps": "50",
            "count/replicasets.apps": "550",
            "count/statefulsets.apps": "20",
            "count/jobs.batch": "200",
            "count/cronjobs.batch": "30",
            "count/ingresses.networking.k8s.io": "20",
            "count/horizontalpodautoscalers.autoscaling": "50",
            "count/poddisruptionbudgets.policy": "50",
            "count/serviceaccounts": "50",
            ...NEVER,
        },
        limits: {
            container: {
                ...CONTAINER_DEFAULTS,
                max: { cpu: "4", memory: "8Gi", "ephemeral-storage": "16Gi" },
            },
            pod: { max: { cpu: "8", memory: "16Gi", "ephemeral-storage": "32Gi" } },
            volumeClaim: { max: "50Gi", min: "1Gi" },
        },
        dataVolume: "50Gi",
        storageClasses: ["fast-ssd", "premium-nvme"],
    },
};
