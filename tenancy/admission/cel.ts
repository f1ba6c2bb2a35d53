import type { Identities } from "./settings.ts";

/** A string of the Common Expression Language, in which policies are written. It escapes as JSON does. */
export function text(value: string): string {
    return JSON.stringify(value);
}

/** A list of strings. */
export function list(values: readonly string[]): string {
    return `[${values.map(text).join(", ")}]`;
}

/** Whether the request comes from one of these users, or from a member of one of these groups. */
export function comesFrom({ users, groups }: Identities): string {
    const rules = [`request.userInfo.username in ${list(users)}`];
    if (groups.length > 0) {
        rules.push(`request.userInfo.?groups.orValue([]).exists(g, g in ${list(groups)})`);
    }
    return `(${rules.join(" || ")})`;
}

/** The keys of labels or annotations that match `guarded` (of `k`) and that the request adds, changes or removes. */
export function changedKeys(field: "labels" | "annotations", guarded: string): string {
    const now = `object.metadata.?${field}.orValue({})`;
    const before = `(oldObject == null ? {} : oldObject.metadata.?${field}.orValue({}))`;
    return [
        `${now}.map(k, k).filter(k, ${guarded} && !(k in ${before} && ${before}[k] == ${now}[k]))`,
        `${before}.map(k, k).filter(k, ${guarded} && !(k in ${now}))`,
    ].join(" + ");
}
