import type { Tenant } from "../tenant.ts";
import type { ServiceName } from "./settings.ts";

import { inTenantNamespace } from "../blueprint/identity.ts";
import { OBJECT_NAMES } from "./settings.ts";

/** What tells a service's pods from the others of the namespace. A Deployment can never change it. */
export function selectorOf(service: ServiceName): Record<string, string> {
    return { "app.kubernetes.io/name": OBJECT_NAMES[service] };
}

/** The metadata of every object of a service. Its pods have the same labels. */
export function serviceMetadata(tenant: Tenant, service: ServiceName) {
    const { labels, ...identity } = inTenantNamespace(tenant, OBJECT_NAMES[service]);
    return { ...identity, labels: { ...labels, ...selectorOf(service) } };
}
