import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { KubernetesObject } from "../../tenancy/blueprint/index.ts";

import { OWNERSHIP } from "../ownership.ts";

type Kind = KubernetesObject["kind"];

/** `never`: the kind picks the class at run time, so the compiler cannot match arguments to it. */
type ObjectClass = new (
    name: string,
    args: never,
    opts: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/** Kinds that come with a CustomResourceDefinition: the SDK has no class for them. */
type CustomKind =
    | "AuthorizationPolicy"
    | "Backup"
    | "ExternalSecret"
    | "PeerAuthentication"
    | "SecretStore"
    | "Tenant";

const CLASSES: Readonly<Record<Exclude<Kind, CustomKind>, ObjectClass>> = {
    Deployment: k8s.apps.v1.Deployment,
    HorizontalPodAutoscaler: k8s.autoscaling.v2.HorizontalPodAutoscaler,
    LimitRange: k8s.core.v1.LimitRange,
    Namespace: k8s.core.v1.Namespace,
    NetworkPolicy: k8s.networking.v1.NetworkPolicy,
    PersistentVolumeClaim: k8s.core.v1.PersistentVolumeClaim,
    PodDisruptionBudget: k8s.policy.v1.PodDisruptionBudget,
    ResourceQuota: k8s.core.v1.ResourceQuota,
    Role: k8s.rbac.v1.Role,
    RoleBinding: k8s.rbac.v1.RoleBinding,
    Service: k8s.core.v1.Service,
    ServiceAccount: k8s.core.v1.ServiceAccount,
};

const SKIP_AWAIT = { "pulumi.com/skipAwait": "true" };

/** What Pulumi must know of a kind and Kubernetes need not. */
const TREATMENT: Readonly<
    Partial<Record<Kind, { annotations?: object; options?: pulumi.CustomResourceOptions }>>
> = {
    // An update stamps, it does not watch over rollouts: one tenant's broken pod would fail it after ten minutes, for
    // 500 tenants. Who watches: docs/decisions/0006-workloads.md.
    Deployment: { annotations: SKIP_AWAIT },
    // It would wait for pods that are ready; a suspended tenant has none.
    Service: { annotations: SKIP_AWAIT },
    // Its status is a minute's wait at worst, for each of 500 tenants.
    ResourceQuota: { annotations: SKIP_AWAIT },
    // Velero keeps its backups elsewhere and would make the object anew. What a backup was told is decided once.
    Backup: { options: { retainOnDelete: true, ignoreChanges: ["spec"] } },
    // Bound only when a pod uses it. Its spec is decided once: another class would mean another, empty volume, and a
    // claim never shrinks. It grows by hand: docs/runbooks/grow-a-data-volume.md.
    PersistentVolumeClaim: { annotations: SKIP_AWAIT, options: { ignoreChanges: ["spec"] } },
};

/** Registers an object of the blueprint as it is, under the logical name `name`. */
export function registerObject(
    name: string,
    object: KubernetesObject,
    opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
    const { annotations, options } = TREATMENT[object.kind] ?? {};
    const metadata = {
        ...object.metadata,
        annotations: {
            ...("annotations" in object.metadata ? object.metadata.annotations : undefined),
            ...OWNERSHIP,
            ...annotations,
        },
    };
    const args = { ...object, metadata };
    const merged = pulumi.mergeOptions(opts, options);
    return isCustom(object.kind)
        ? new k8s.apiextensions.CustomResource(name, { ...args, kind: object.kind }, merged)
        : new CLASSES[object.kind](name, args as never, merged);
}

function isCustom(kind: Kind): kind is CustomKind {
    return !(kind in CLASSES);
}
