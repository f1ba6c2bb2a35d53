import type { Tenant, TenantFeatures, TenantResources, TenantServices } from "../tenant.ts";

import { tenantLabels } from "../labels.ts";

/** The tenant as `kubectl get tenants` shows it. Its schema: `tenant-definition.ts`. */
export interface TenantObject {
    readonly apiVersion: "neurallog.io/v1";
    readonly kind: "Tenant";
    readonly metadata: {
        readonly name: string;
        readonly namespace?: undefined;
        readonly labels: Record<string, string>;
    };
    readonly spec: {
        readonly tenantId: string;
        readonly planId: string;
        readonly billingEmail: string;
        readonly resources?: TenantResources;
        readonly features?: TenantFeatures;
        readonly services?: TenantServices;
    };
}

export function tenantObject(tenant: Tenant): TenantObject {
    const { resources, features, services } = tenant;
    return {
        apiVersion: "neurallog.io/v1",
        kind: "Tenant",
        metadata: { name: tenant.id, labels: tenantLabels(tenant) },
        spec: {
            tenantId: tenant.id,
            planId: tenant.plan,
            billingEmail: tenant.billingEmail,
            ...(resources && { resources }),
            ...(features && { features }),
            ...(services && { services }),
        },
    };
}
