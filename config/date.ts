import * as z from "zod";

import { rule } from "./rule.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The engine reads a date without quotes as a time, and hands it over like this. */
const DATE_WITHOUT_QUOTES = /^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/;

export const DATE_RULE = 'a date in quotes such as "2026-12-31"';

/** A day of the calendar, written as ISO 8601 does, so that texts compare as the days do. */
export function date(): z.ZodString {
    const words = rule(DATE_RULE, (input) => {
        const [, day] = (typeof input === "string" && DATE_WITHOUT_QUOTES.exec(input)) || [];
        return day === undefined ? undefined : `write it in quotes: "${day}"`;
    });
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
