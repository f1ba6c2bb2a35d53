import type { StorageClass } from "kubernetes-types/storage/v1.js";

import type { Quantity } from "./quantity.ts";

/** The storage classes a tenant's volumes can be of. Which plan may use which: `plans.ts`. */
export type StorageClassName = "fast-ssd" | "premium-nvme";

/** In this order in messages and quotas: what every plan may use first. */
export const STORAGE_CLASS_NAMES: readonly StorageClassName[] = ["fast-ssd", "premium-nvme"];

/** The provisioner of the EBS CSI driver. The in-tree `kubernetes.io/aws-ebs` knows neither gp3 nor snapshots. */
const EBS_PROVISIONER = "ebs.csi.aws.com";

type NamedStorageClass = StorageClass & { metadata: { name: StorageClassName } };

/**
 * The specification's storage classes.
 *
 * `fast-ssd` is gp3 at its free baseline (3,000 IOPS, 125 MiB/s). `premium-nvme` is io2: network storage despite
 * its name. The driver silently caps io2 at 1,000 IOPS for each GiB, so only volumes of 10 GiB or more get the
 * 10,000. Its volumes are retained: a deleted claim leaves a volume that somebody must look at.
 */
export const STORAGE_CLASSES: Readonly<Record<StorageClassName, NamedStorageClass>> = {
    "fast-ssd": {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: {
            name: "fast-ssd",
            annotations: { "storageclass.kubernetes.io/is-default-class": "false" },
        },
        provisioner: EBS_PROVISIONER,
        parameters: { type: "gp3", iops: "3000", throughput: "125", encrypted: "true" },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: "Delete",
    },
    "premium-nvme": {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: {
            name: "premium-nvme",
            annotations: { "storageclass.kubernetes.io/is-default-class": "false" },
        },
        provisioner: EBS_PROVISIONER,
        parameters: { type: "io2", iops: "10000", encrypted: "true" },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: "Retain",
    },
};

/**
 * The smallest volume of a class that is what the class says; any size where a class is not named. io2 gives 1,000
 * IOPS for each GiB: below this, the 10,000 that the class sells are silently cut.
 */
export const SMALLEST_VOLUME: Readonly<Partial<Record<StorageClassName, Quantity>>> = {
    "premium-nvme": "10Gi",
};
