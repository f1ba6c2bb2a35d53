import type { PlanName } from "./plans.ts";

export const TENANT_ID_LABEL = "neurallog.io/tenant-id";
export const PLAN_LABEL = "neurallog.io/plan";
/** On a tenant's namespace and its Tenant object alone: other objects need not change with the state. */
export const STATE_LABEL = "neurallog.io/state";

/** The labels of everything this program makes, tenant or not. */
export const PLATFORM_LABELS = {
    "app.kubernetes.io/part-of": "neurallog",
    "app.kubernetes.io/managed-by": "pulumi",
} as const;

/** The labels every object of a tenant carries. A policy rule refuses a tenant object without them. */
export function tenantLabels(tenant: { id: string; plan: PlanName }): Record<string, string> {
    return { [TENANT_ID_LABEL]: tenant.id, [PLAN_LABEL]: tenant.plan, ...PLATFORM_LABELS };
}
