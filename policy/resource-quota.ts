import { fields, isAbsent, type DeclaredObject } from "./declared-object.ts";

/** Whether a quota counts only some of its namespace's pods, and so bounds no tenant by itself. */
export function hasScopes(quota: DeclaredObject): boolean {
    const { scopes, scopeSelector } = fields(quota.props["spec"]);
    return !isAbsent(scopes) || !isAbsent(scopeSelector);
}
