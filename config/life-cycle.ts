import * as z from "zod";

import type { LeavingTerms } from "../tenancy/life-cycle/index.ts";
import type { Finding } from "./finding.ts";

import { TENANT_ID_MAX_LENGTH, TENANT_ID_PATTERN } from "../tenancy/tenant-id.ts";
import { flag, map, rule } from "./rule.ts";

/** How tenants leave the stack. */
export interface LifeCycleSettings extends LeavingTerms {
    /** How many tenants one update may delete or replace: a number, or a share of those that the stack has. */
    readonly maxLeaving: number | string;
    /** The ids of removed tenants whose retained volumes have been disposed of. */
    readonly disposedVolumes: readonly string[];
}

const SHARE = /^([1-9]\d?|100)%$/;

const MAX_LEAVING_RULE = rule(
    'a whole number, 0 or more, or a share from "1%" to "100%"',
    (input) =>
        typeof input === "string" && /^\d{1,9}$/.test(input)
            ? `write ${Number(input)} without quotes, or "${Number(input)}%" for a share`
            : undefined,
);

const DISPOSED_RULE = rule("the id of a tenant that was removed");

/** `neurallog:lifeCycle`: every member has a default, and so does the whole. */
export const LIFE_CYCLE_SCHEMA = map("How tenants leave the stack.", {
    deletionProtection: flag().default(true).meta({
        description:
            "Whether a tenant can be deleted only when it is offboarding, its date is over and its deletion confirmed. true by default; false is for clusters whose tenants are playthings.",
    }),
    maxLeaving: z
        .union(
            [
                z.int(MAX_LEAVING_RULE).min(0, MAX_LEAVING_RULE),
                z.string(MAX_LEAVING_RULE).regex(SHARE, MAX_LEAVING_RULE),
            ],
            MAX_LEAVING_RULE,
        )
        .default("2%")
        .meta({
            description:
                'How many tenants one update may delete or replace: a number, or a share of the tenants the stack has, rounded down to at least one. "2%" by default.',
        }),
    disposedVolumes: z
        .array(
            z
                .string(DISPOSED_RULE)
                .regex(new RegExp(TENANT_ID_PATTERN), DISPOSED_RULE)
                .max(TENANT_ID_MAX_LENGTH, DISPOSED_RULE),
            rule("a list of ids"),
        )
        .default([])
        .meta({
            description:
                "The ids of removed tenants whose retained volumes have been disposed of: they leave the ledger. None by default.",
        }),
}) satisfies z.ZodType<LifeCycleSettings>;

/** How many of `count` tenants one update may delete or replace. */
export function mostLeaving({ maxLeaving }: LifeCycleSettings, count: number): number {
    return typeof maxLeaving === "number"
        ? maxLeaving
        : Math.max(1, Math.floor((count * Number.parseInt(maxLeaving, 10)) / 100));
}

/**
 * What is wrong with the confirmations that tenants may be deleted. A tenant whose state or date has a finding of its
 * own is not looked at.
 *
 * @param today The day it is, in UTC: `2026-11-23`.
 */
export function confirmationFindings(path: string, tenants: unknown, today: string): Finding[] {
    if (typeof tenants !== "object" || tenants === null || Array.isArray(tenants)) {
        return [];
    }
    return Object.entries(tenants as Record<string, unknown>).flatMap(([id, tenant]) => {
        const { state, until, confirmDeletion } = (tenant ?? {}) as Record<string, unknown>;
        if (state !== "offboarding" || typeof confirmDeletion !== "string") {
            return [];
        }
        const finding = { path: [path, id, "confirmDeletion"], value: confirmDeletion };
        if (confirmDeletion !== id) {
            const text = "the id of the tenant that may be deleted";
            return [{ ...finding, rule: text, remedy: `write "${id}", or remove the line` }];
        }
        // Days compare as their texts do.
        if (typeof until === "string" && /^\d{4}-/.test(until) && today <= until) {
            const text = `absent until ${until} is over; today is ${today} (UTC)`;
            return [{ ...finding, rule: text, remedy: "remove the line, and write it after that" }];
        }
        return [];
    });
}
