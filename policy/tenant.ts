import { TENANT_ID_LABEL } from "../tenancy/labels.ts";
import { PLANS, type PlanName } from "../tenancy/plans.ts";
import { TENANT_NAMESPACE_PREFIX } from "../tenancy/tenant-id.ts";
import { fields, text, type Fields, type DeclaredObject } from "./declared-object.ts";

/** The tenant whose namespace this is, `undefined` for a namespace of the platform. */
export function tenantOfNamespace(namespace: string | undefined): string | undefined {
    return namespace?.startsWith(TENANT_NAMESPACE_PREFIX) === true
        ? namespace.slice(TENANT_NAMESPACE_PREFIX.length)
        : undefined;
}

/**
 * Whose object this is: the tenant's whose namespace it is, is in, or whose Tenant object it is; else the one its
 * label names. The place comes first, for it decides what the object acts on, whatever the label says.
 */
export function tenantOf(object: DeclaredObject): string | undefined {
    const byPlace =
        object.type === "Tenant.neurallog.io"
            ? object.name
            : tenantOfNamespace(object.type === "Namespace" ? object.name : object.namespace);
    return byPlace ?? text(labelsOf(object)[TENANT_ID_LABEL]);
}

export function labelsOf(object: DeclaredObject): Fields {
    return fields(object.metadata["labels"]);
}

export function isPlanName(value: unknown): value is PlanName {
    return typeof value === "string" && Object.hasOwn(PLANS, value);
}
