/** Where a tenant stands, from its first day to its last. */
export type TenantState = LifeCycle["state"];

export const TENANT_STATES = ["active", "suspended", "offboarding"] as const;

/**
 * What the state of a tenant brings with it.
 *
 * - active: the tenant is served.
 * - suspended: nothing of it runs and nothing reaches it; its data is kept until it is active again.
 * - offboarding: as suspended, and backed up a last time. Its data is kept until a date, and longer unless somebody
 *   confirms after it that the data may go.
 */
export type LifeCycle =
    | { readonly state: "active" }
    | { readonly state: "suspended" }
    | {
          readonly state: "offboarding";
          /** The last day on which the data is kept for certain: `2026-12-31`, in UTC. */
          readonly until: string;
          /** Whether somebody confirmed, after that day, that the tenant may be deleted. */
          readonly deletionConfirmed: boolean;
      };

/** Whether nothing of the tenant may run or be reached. */
export function isFrozen({ state }: LifeCycle): boolean {
    return state !== "active";
}

/** What a stack says about how tenants leave it, as far as tenants need it. */
export interface LeavingTerms {
    /** Whether only tenants that somebody confirmed to be deleted can be. */
    readonly deletionProtection: boolean;
    /** The ids of removed tenants whose retained volumes have been disposed of. */
    readonly disposedVolumes: readonly string[];
}

/** Whether the engine has to refuse to delete the tenant. */
export function isProtected(tenant: LifeCycle, terms: LeavingTerms): boolean {
    return terms.deletionProtection && !mayBeDeleted(tenant);
}

/** Whether the tenant may be deleted: its last day is over and somebody confirmed it. */
export function mayBeDeleted(tenant: LifeCycle): boolean {
    return tenant.state === "offboarding" && tenant.deletionConfirmed;
}
