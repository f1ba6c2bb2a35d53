import * as z from "zod";

import { rule } from "./rule.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What is valid as a date. */
export const DATE_RULE = "a date such as 2026-12-31";

/** A day of the calendar, written as ISO 8601 does, so that texts compare as the days do. */
export function date(): z.ZodString {
    const words = rule(DATE_RULE);
    return z
        .string(words)
        .regex(DATE, words)
        .refine((text) => !DATE.test(text) || isDay(text), words)
        .meta({ format: "date" });
}

function isDay(text: string): boolean {
    const time = Date.parse(`${text}T00:00:00Z`);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
