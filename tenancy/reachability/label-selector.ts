import type { LabelSelector } from "kubernetes-types/meta/v1.js";

type Labels = Readonly<Record<string, string>>;

export interface Requirement {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
}

/** A selector as a list of requirements that must all hold. An empty selector selects everything. */
export function requirements(selector: LabelSelector): readonly Requirement[] {
    return [
        ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
            key,
            operator: "In",
            values: [value],
        })),
        ...(selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => ({
            key,
            operator,
            values,
        })),
    ];
}

/** Compiled once: a selector is asked about every pod. */
export function selects(selector: LabelSelector): (labels: Labels) => boolean {
    const all = requirements(selector);
    return (labels) => all.every((requirement) => holds(requirement, labels[requirement.key]));
}

/** A label that is absent is in no list: `NotIn` holds and `In` does not. */
function holds({ operator, values }: Requirement, value: string | undefined): boolean {
    switch (operator) {
        case "In":
            return value !== undefined && values.includes(value);
        case "NotIn":
            return value === undefined || !values.includes(value);
        case "Exists":
            return value !== undefined;
        case "DoesNotExist":
            return value === undefined;
        default:
            throw new Error(`a selector has no operator "${operator}"`);
    }
}
