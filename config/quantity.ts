import * as z from "zod";

import type { Quantity } from "../tenancy/quantity.ts";
import { compareQuantities } from "../tenancy/quantity.ts";
import { didYouMean, rule } from "./rule.ts";

/** Cores, down to a thousandth of one, more than none. Other suffixes are valid Kubernetes and never meant. */
const CPU = /^(?=.*[1-9])([0-9]{1,6}(\.[0-9]{1,3})?|[0-9]{1,9}m)$/;

/**
 * Bytes with a unit, more than none. Kubernetes also takes `8` (eight bytes) and `500m` (half a byte), which are
 * never meant either.
 */
const BYTES = /^(?=[0-9.]*[1-9])[0-9]{1,9}(\.[0-9]{1,3})?([kMGTPE]|[KMGTPE]i)$/;

const CPU_RULE = rule("a quantity of cores such as 500m or 4", (input) =>
    didYouMean(nearestCpu(input)),
);

const BYTES_RULE = rule("a quantity of bytes such as 512Mi or 8Gi", (input) =>
    didYouMean(nearestBytes(input)),
);

/** Cores, as text or as a YAML number, which becomes text. */
export function cpu(description: string) {
    const text = z.string(CPU_RULE).regex(CPU, CPU_RULE);
    const number = z.number(CPU_RULE).min(0.001, CPU_RULE).max(999_999, CPU_RULE);
    return z
        .union([text, number], CPU_RULE)
        .transform((value) => (typeof value === "string" ? value : roundedUp(value)))
        .meta({ description: `${description} In cores: 500m or 0.5 is half a core.` });
}

/** `String(value)` with no more than the three decimals that Kubernetes keeps of a core. */
function roundedUp(value: number): string {
    return String(Math.ceil(Number((value * 1000).toFixed(6))) / 1000);
}

/** Bytes with their unit. A bare number is refused: it would be that many bytes. */
export function bytes(description: string) {
    return z
        .string(BYTES_RULE)
        .regex(BYTES, BYTES_RULE)
        .meta({ description: `${description} In bytes with a unit: 512Mi, 8Gi, 1Ti.` });
}

/** A number, a unit or none, and whatever people put between and after them. */
const WRITTEN = /^\s*([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*([a-z]*)\.?\s*$/i;

function nearestCpu(input: unknown): string | undefined {
    const [number, unit] = written(input);
    if (number === undefined || unit === undefined) {
        return undefined;
    }
    const isMilli = /^m(c|cpu|core)?s?$|^milli/i.test(unit);
    const choice = isMilli ? `${number}m` : /^(c|v?cpu|core)?s?$/i.test(unit) ? number : undefined;
    return choice !== undefined && CPU.test(choice) ? choice : undefined;
}

function nearestBytes(input: unknown): string | undefined {
    const [number, unit] = written(input);
    if (number === undefined || unit === undefined) {
        return undefined;
    }
    const letter = /^([kmgtpe])i?(b|bytes?)?$/i.exec(unit)?.[1]?.toUpperCase();
    const choice =
        letter !== undefined
            ? `${number}${letter}i`
            : /^(b|bytes?)?$/i.test(unit)
              ? withUnit(Number(number))
              : undefined;
    return choice !== undefined && BYTES.test(choice) ? choice : undefined;
}

/** Eight is most likely 8Gi, 8589934592 certainly. */
function withUnit(number: number): string | undefined {
    for (const [unit, size] of [
        ["Gi", 2 ** 30],
        ["Mi", 2 ** 20],
        ["Ki", 2 ** 10],
    ] as const) {
        if (number >= size && number % size === 0) {
            return `${number / size}${unit}`;
        }
    }
    return number < 2 ** 10 ? `${number}Gi` : undefined;
}

function written(input: unknown): [number: string | undefined, unit: string | undefined] {
    const text = typeof input === "number" ? String(input) : input;
    const match = typeof text === "string" ? WRITTEN.exec(text.slice(0, 40)) : null;
    const number = match?.[1];
    return [number?.startsWith(".") ? `0${number}` : number, match?.[2]];
}

const comparisons = new Map<string, boolean>();

/** Whether `left` is more than `right`. Hundreds of tenants write the same few figures: each pair is reckoned once. */
export function isAbove(left: Quantity, right: Quantity): boolean {
    const pair = `${left} ${right}`;
    let above = comparisons.get(pair);
    if (above === undefined) {
        above = compareQuantities(left, right) > 0;
        comparisons.set(pair, above);
    }
    return above;
}
