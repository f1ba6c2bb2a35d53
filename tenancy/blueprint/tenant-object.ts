import type { ClusterContext } from "../cluster-context.ts";
import type { TenantState } from "../life-cycle/state.ts";
import type { Tenant, TenantFeatures, TenantResources, TenantServices } from "../tenant.ts";

import { STATE_LABEL, tenantLabels } from "../labels.ts";
import { finalBackupAnnotation } from "../life-cycle/final-backup.ts";

/** The tenant as `kubectl get tenants` shows it. Its schema: `tenant-definition.ts`. */
export interface TenantObject {
    readonly apiVersion: "neurallog.io/v1";
    readonly kind: "Tenant";
    readonly metadata: {
        readonly name: string;
        readonly namespace?: undefined;
        readonly labels: Record<string, string>;
        readonly annotations?: Record<string, string>;
    };
    readonly spec: {
        readonly tenantId: string;
        readonly planId: string;
        readonly state: TenantState;
        readonly until?: string;
        readonly billingEmail: string;
        readonly resources?: TenantResources;
        readonly features?: TenantFeatures;
        readonly services?: TenantServices;
    };
}

export function tenantObject(tenant: Tenant, cluster: ClusterContext): TenantObject {
    const { resources, features, services } = tenant;
    const annotations = finalBackupAnnotation(tenant, cluster);
    return {
        apiVersion: "neurallog.io/v1",
        kind: "Tenant",
        metadata: {
            name: tenant.id,
            labels: { ...tenantLabels(tenant), [STATE_LABEL]: tenant.state },
            ...(annotations && { annotations }),
        },
        spec: {
            tenantId: tenant.id,
            planId: tenant.plan,
            state: tenant.state,
            ...(tenant.state === "offboarding" && { until: tenant.until }),
            billingEmail: tenant.billingEmail,
            ...(resources && { resources }),
            ...(features && { features }),
            ...(services && { services }),
        },
    };
}
