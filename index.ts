import * as k8s from "@pulumi/kubernetes";

import { Admission } from "./components/admission/admission.ts";
import { clusterProvider } from "./components/cluster/provider.ts";
import { requireIsolation } from "./components/isolation.ts";
import { PlatformGuards } from "./components/platform/platform-guards.ts";
import { StorageClasses } from "./components/storage/storage-classes.ts";
import { Tenant } from "./components/tenant/tenant.ts";
import { loadStackConfig, readLastUpdate, refuseDepartures, tenantsOf } from "./config/index.ts";
import { isProtected, retainedVolumesOf, tenantRecords } from "./tenancy/life-cycle/index.ts";
import { TENANT_DEFINITION } from "./tenancy/tenant-definition.ts";

const stack = loadStackConfig();
const last = await readLastUpdate();
refuseDepartures(stack, last);
if (stack.role === "workload") {
    requireIsolation(stack);
}

const provider = clusterProvider(stack.cluster);
const onCluster = { providers: [provider] };

new StorageClasses("storage-classes", onCluster);

if (stack.role === "workload") {
    new PlatformGuards("platform-guards", { cluster: stack.context }, onCluster);
    if (stack.admission !== undefined) {
        new Admission("admission", { settings: stack.admission }, onCluster);
    }
    const definition = new k8s.apiextensions.v1.CustomResourceDefinition(
        TENANT_DEFINITION.metadata.name,
        TENANT_DEFINITION,
        { provider },
    );
    for (const tenant of stack.tenants) {
        const protect = isProtected(tenant, stack.lifeCycle);
        new Tenant(tenant.id, { tenant, cluster: stack.context, definition, protect }, onCluster);
    }
}

/** The name of this stack's cluster. */
export const cluster = stack.cluster.name;

/** The tenants, by id. The next update reads them to know who leaves. */
export const tenants = tenantRecords(cluster, tenantsOf(stack), stack.lifeCycle, last);

/** The data volumes that are kept without an active tenant. */
export const retainedVolumes = retainedVolumesOf(cluster, tenants, stack.lifeCycle, last);
