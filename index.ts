import * as k8s from "@pulumi/kubernetes";

import { Admission } from "./components/admission/admission.ts";
import { clusterProvider } from "./components/cluster/provider.ts";
import { requireIsolation } from "./components/isolation.ts";
import { PlatformGuards } from "./components/platform/platform-guards.ts";
import { StorageClasses } from "./components/storage/storage-classes.ts";
import { Tenant } from "./components/tenant/tenant.ts";
import { loadStackConfig } from "./config/index.ts";
import { TENANT_DEFINITION } from "./tenancy/tenant-definition.ts";

const stack = loadStackConfig();
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
        new Tenant(tenant.id, { tenant, cluster: stack.context, definition }, onCluster);
    }
}

/** The name of this stack's cluster. */
export const cluster = stack.cluster.name;
