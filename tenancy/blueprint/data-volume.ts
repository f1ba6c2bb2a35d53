import type { StorageClassName } from "../storage-classes.ts";
import type { Tenant } from "../tenant.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

import { PLANS } from "../plans.ts";
import { smallerQuantity } from "../quantity.ts";
import { inTenantNamespace } from "./identity.ts";

export const DATA_VOLUME = "tenant-data-storage";

/** The class of which the tenant's data volume is made, when it is made. */
export function dataVolumeClass(tenant: Tenant): StorageClassName {
    return tenant.resources?.storage?.storageClass ?? "fast-ssd";
}

/** `tenant-data-storage`: the tenant's data, as large as its plan offers and its own storage quota allows. */
export function dataVolume(tenant: Tenant): KubernetesObject {
    const largest = PLANS[tenant.plan].dataVolume;
    const storage = tenant.resources?.storage;
    const { labels, ...identity } = inTenantNamespace(tenant, DATA_VOLUME);
    return {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { ...identity, labels: { ...labels, "neurallog.io/storage-type": "data" } },
        spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: dataVolumeClass(tenant),
            resources: {
                requests: { storage: smallerQuantity(storage?.requests ?? largest, largest) },
            },
        },
    };
}
