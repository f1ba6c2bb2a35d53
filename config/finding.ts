import type * as z from "zod";

/** Where a value stands in a stack file: the Pulumi key first, such as `neurallog:tenants`, then keys and indexes. */
export type Path = readonly (string | number)[];

/** One mistake in a stack file. */
export interface Finding {
    readonly path: Path;
    /**
     * What stands there; `undefined` when nothing does. Of a key that is not known it is the key: nobody said that
     * what it holds may be shown.
     */
    readonly value: unknown;
    /** What is valid there, such as `one of starter, professional, enterprise`. */
    readonly rule: string;
    /** The nearest valid choice, where one is near. */
    readonly remedy?: string | undefined;
}

/** Stands in for the value of a key that Pulumi keeps encrypted, so that nothing can read or print it. */
export const ENCRYPTED = Symbol("an encrypted value, not shown");

/**
 * The findings that zod's issues amount to, without those said twice.
 *
 * @param values What the issues' paths start from.
 */
export function findingsFrom(
    issues: readonly z.core.$ZodIssue[],
    values: Readonly<Record<string, unknown>>,
): Finding[] {
    const findings = new Map<string, Finding>();
    for (const finding of issues.flatMap((issue) => translate(issue, values))) {
        const key = JSON.stringify([finding.path, finding.rule]);
        if (!findings.has(key)) {
            findings.set(key, finding);
        }
    }
    return [...findings.values()];
}

function translate(issue: z.core.$ZodIssue, values: unknown): Finding[] {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    const [rule = "", ...remedies] = issue.message.split("\n");
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key, index) => ({
            path: [...path, key],
            value: key,
            rule,
            remedy: remedies[index] || undefined,
        }));
    }
    const value = valueAt(values, path);
    const missing = value === undefined;
    return [
        {
            path,
            value,
            rule: missing ? `required: ${rule}` : rule,
            remedy: missing ? undefined : remedies[0],
        },
    ];
}

function valueAt(values: unknown, path: Path): unknown {
    let value = values;
    for (const part of path) {
        if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) {
            return undefined;
        }
        value = (value as Record<string | number, unknown>)[part];
    }
    return value;
}

/** The findings in the order in which their paths stand in `values`; what is missing comes after what is there. */
export function inFileOrder(
    findings: readonly Finding[],
    values: Readonly<Record<string, unknown>>,
): Finding[] {
    const positions = new Map<object, Map<string, number>>();
    const position = (container: object, key: string): number => {
        let known = positions.get(container);
        if (known === undefined) {
            known = new Map(Object.keys(container).map((name, index) => [name, index]));
            positions.set(container, known);
        }
        return known.get(key) ?? known.size;
    };
    const place = ({ path }: Finding): number[] => {
        let container: unknown = values;
        return path.map((part) => {
            if (typeof container !== "object" || container === null) {
                return 0;
            }
            const index = position(container, String(part));
            container = valueAt(container, [part]);
            return index;
        });
    };
    return findings
        .map((finding) => ({ finding, place: place(finding) }))
        .sort((left, right) => comparePlaces(left.place, right.place))
        .map(({ finding }) => finding);
}

function comparePlaces(left: readonly number[], right: readonly number[]): number {
    for (const [depth, index] of left.entries()) {
        const difference = index - (right[depth] ?? -1);
        if (difference !== 0) {
            return difference;
        }
    }
    return left.length - right.length;
}

/**
 * All findings as plain text, to be printed once.
 *
 * @param file The file to correct, such as `Pulumi.prod-1.yaml`.
 */
export function renderFindings(file: string, findings: readonly Finding[]): string {
    const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
    return [
        `${file} is invalid: ${count}. Nothing was registered.`,
        ...findings.flatMap((finding) => [
            `  ${renderPath(finding.path)}`,
            `    got     ${renderValue(finding.value)}`,
            `    rule    ${finding.rule}`,
            ...(finding.remedy === undefined ? [] : [`    remedy  ${finding.remedy}`]),
        ]),
    ].join("\n");
}

/** `neurallog:tenants.acme-corp.plan`, `neurallog:network.systemPorts[0]`, `neurallog:tenants["a b"]`. */
export function renderPath(path: Path): string {
    return path
        .map((part, index) => {
            if (typeof part === "number") {
                return `[${part}]`;
            }
            if (!/^[\w:-]{1,80}$/.test(part)) {
                return `[${quote(part)}]`;
            }
            return index === 0 ? part : `.${part}`;
        })
        .join("");
}

/** A text of several lines is never shown: it is a key, a certificate or a kubeconfig that somebody pasted. */
function renderValue(value: unknown): string {
    if (value === undefined || value === null) {
        return "nothing";
    }
    if (typeof value === "symbol") {
        return value.description ?? "a value that is not shown";
    }
    if (Array.isArray(value)) {
        return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
    }
    if (typeof value === "object") {
        const { length } = Object.keys(value);
        return length === 0 ? "an empty map" : `a map of ${length}`;
    }
    if (typeof value === "string") {
        const lines = value.trimEnd().split(/\r\n|[\n\r]/).length;
        return lines > 1 ? `a text of ${lines} lines, not shown` : quote(value);
    }
    return typeof value === "number" || typeof value === "boolean"
        ? String(value)
        : "something else";
}

const LONGEST_VALUE = 80;

/** Control characters, line ends and characters that turn the direction of text round. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The text in double quotes on one line, cut where it gets long. */
export function quote(text: string): string {
    const cut = text.length > LONGEST_VALUE;
    const shown = cut ? text.slice(0, LONGEST_VALUE) : text;
    const escaped = JSON.stringify(shown).replace(UNPRINTABLE, (character) =>
        Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
            .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
            .join(""),
    );
    return cut ? `${escaped.slice(0, -1)}…" (${text.length} characters)` : escaped;
}
