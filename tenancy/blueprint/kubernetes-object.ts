import type { Deployment } from "kubernetes-types/apps/v1.js";
import type { HorizontalPodAutoscaler } from "kubernetes-types/autoscaling/v2.js";
import type {
    LimitRange,
    Namespace,
    PersistentVolumeClaim,
    ResourceQuota,
    Service,
    ServiceAccount,
} from "kubernetes-types/core/v1.js";
import type { NetworkPolicy } from "kubernetes-types/networking/v1.js";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.js";
import type { Role, RoleBinding } from "kubernetes-types/rbac/v1.js";

import type { SecretObject } from "../workloads/secrets.ts";
import type { BackupObject } from "../life-cycle/final-backup.ts";
import type { MeshObject } from "./mesh.ts";
import type { TenantObject } from "./tenant-object.ts";

/** An object as Kubernetes takes it: nothing optional that identifies it. */
type Complete<T extends { apiVersion?: string; kind?: string; metadata?: object }> = T & {
    readonly apiVersion: NonNullable<T["apiVersion"]>;
    readonly kind: NonNullable<T["kind"]>;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels: Record<string, string>;
    };
};

/** Everything the blueprint can make. `kind` tells which it is. */
export type KubernetesObject =
    | Complete<Deployment>
    | Complete<HorizontalPodAutoscaler>
    | Complete<LimitRange>
    | Complete<Namespace>
    | Complete<NetworkPolicy>
    | Complete<PersistentVolumeClaim>
    | Complete<PodDisruptionBudget>
    | Complete<ResourceQuota>
    | Complete<Role>
    | Complete<RoleBinding>
    | Complete<Service>
    | Complete<ServiceAccount>
    | BackupObject
    | MeshObject
    | SecretObject
    | TenantObject;

/** The objects of a tenant, in an order in which a cluster takes them. */
export type TenantObjects = [namespace: KubernetesObject, ...rest: KubernetesObject[]];
