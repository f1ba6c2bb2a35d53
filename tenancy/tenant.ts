import type { LifeCycle } from "./life-cycle/state.ts";
import type { PlanName } from "./plans.ts";
import type { Quantity } from "./quantity.ts";
import type { StorageClassName } from "./storage-classes.ts";

/** A validated tenant of a stack. Plain data: it alone decides which objects the tenant gets. */
export type Tenant = TenantTerms & LifeCycle;

/** What the tenant has bought. */
export interface TenantTerms {
    /** See `tenant-id.ts` for what an id may be. */
    readonly id: string;
    readonly plan: PlanName;
    /** Where invoices go. It stands in the Tenant object and nowhere else. */
    readonly billingEmail: string;
    /** A tighter quota than the plan's; what is absent is the plan's. */
    readonly resources?: TenantResources | undefined;
    readonly features?: TenantFeatures | undefined;
    readonly services?: TenantServices | undefined;
}

/** Requests and limits of the whole namespace: cores for CPU, bytes for memory. */
export interface RequestsAndLimits {
    readonly requests: Quantity;
    readonly limits: Quantity;
}

export interface TenantResources {
    readonly cpu?: RequestsAndLimits | undefined;
    readonly memory?: RequestsAndLimits | undefined;
    readonly storage?:
        | {
              /** Bytes of all volume claims together. */
              readonly requests: Quantity;
              /** The class of the tenant's data volume; the plan must offer it. */
              readonly storageClass?: StorageClassName | undefined;
          }
        | undefined;
    readonly pods?: number | undefined;
    readonly services?: number | undefined;
}

/** Product features, recorded in the Tenant object for the services that honour them. */
export interface TenantFeatures {
    readonly aiEnabled?: boolean | undefined;
    readonly customMetrics?: boolean | undefined;
    readonly realTimeAnalytics?: boolean | undefined;
}

/** The services the platform runs for a tenant, recorded in the Tenant object. */
export interface TenantServices {
    readonly logServer?: TenantService | undefined;
    readonly authService?: TenantService | undefined;
}

export interface TenantService {
    readonly enabled: boolean;
    readonly replicas: number;
    /** CPU of one replica, in cores. */
    readonly resources?: RequestsAndLimits | undefined;
}
