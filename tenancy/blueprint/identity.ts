import type { Tenant } from "../tenant.ts";

import { tenantLabels } from "../labels.ts";
import { tenantNamespace } from "../tenant-id.ts";

/** The metadata of an object in the tenant's namespace. */
export function inTenantNamespace(tenant: Tenant, name: string) {
    return { name, namespace: tenantNamespace(tenant.id), labels: tenantLabels(tenant) };
}
