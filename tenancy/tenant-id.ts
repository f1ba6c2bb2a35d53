/** A tenant's namespace is `tenant-<id>`: 7 characters of the 63 a namespace may have. */
export const TENANT_ID_MAX_LENGTH = 56;

/** A DNS label: lower-case letters, digits and dashes, a letter or digit at both ends. */
export const TENANT_ID_PATTERN = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

/**
 * Ids whose objects would meet those of another scheme in the same namespace: with `starter` the quota
 * `tenant-<plan>-quota` and a quota `tenant-<id>-quota` have one name, with `container` the LimitRange, with `role`
 * the RoleBinding.
 */
export const RESERVED_TENANT_IDS: readonly string[] = [
    "starter",
    "professional",
    "enterprise",
    "container",
    "role",
];

/** What the name of every tenant's namespace starts with. */
export const TENANT_NAMESPACE_PREFIX = "tenant-";

/** The namespace of the tenant with this id. */
export function tenantNamespace(id: string): string {
    return TENANT_NAMESPACE_PREFIX + id;
}
