import type { Tenant } from "../tenant.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

import { PLANS } from "../plans.ts";
import { smallerQuantity } from "../quantity.ts";
import { inTenantNamespace } from "./identity.ts";

/** `tenant-data-storage`: the tenant's data, as large as its plan offers and its own storage quota allows. */
export function dataVolume(tenant: Tenant): KubernetesObject {
    const largest = PLANS[tenant.plan].dataVolume;
    const storage = tenant.resources?.storage;
    const { labels, ...identity } = inTenantNamespace(tenant, "tenant-data-storage");
    return {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { ...identity, labels: { ...labels, "neurallog.io/storage-type": "data" } },
        spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: storage?.storageClass ?? "fast-ssd",
            resources: {
                requests: { storage: smallerQuantity(storage?.requests ?? largest, largest) },
            },
        },
    };
}
