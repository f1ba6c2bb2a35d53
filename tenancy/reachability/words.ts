import type { Edge, Reach } from "./matrix.ts";

interface Words {
    readonly name: string;
    readonly namespaces: readonly string[];
}

/** `pods of tenant-a and 498 more, labelled app=x`. */
export function partyWords(
    party: Words,
    variant?: string,
    relation: Edge["relation"] = "own",
    from?: Words,
): string {
    const suffix = variant === undefined ? "" : `, ${variant}`;
    const [first, second] = party.namespaces;
    if (first === undefined) {
        return party.name + suffix;
    }
    const ofSameClass = from !== undefined && from.namespaces[0] === first;
    if (relation === "other" && ofSameClass && second !== undefined) {
        const others = party.namespaces.length - 1;
        const named = others === 1 ? second : `each other of these ${party.namespaces.length}`;
        return `${party.name} of ${named}${suffix}`;
    }
    return `${party.name} of ${namespacesWords(party.namespaces)}${suffix}`;
}

export function namespacesWords(namespaces: readonly string[]): string {
    const [first = "nobody", ...more] = namespaces;
    return more.length === 0 ? first : `${first} and ${more.length} more`;
}

/** `TCP 53, 8080-8090; UDP 53`. */
export function reachWords(reach: readonly Reach[]): string {
    return [...Map.groupBy(reach, ({ protocol }) => protocol)]
        .map(([protocol, ranges]) => `${protocol} ${rangesWords(ranges)}`)
        .join("; ");
}

function rangesWords(ranges: readonly Reach[]): string {
    const merged: { first: number; last: number }[] = [];
    for (const { first, last } of ranges) {
        const before = merged.at(-1);
        if (before?.last === first - 1) {
            before.last = last;
        } else {
            merged.push({ first, last });
        }
    }
    if (merged.length === 1 && merged[0]?.first === 1 && merged[0].last === 65535) {
        return "any port";
    }
    return merged
        .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
        .join(", ");
}
