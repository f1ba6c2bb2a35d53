import * as z from "zod";

import {
    RESERVED_TENANT_IDS,
    TENANT_ID_MAX_LENGTH,
    TENANT_ID_PATTERN,
} from "../tenancy/tenant-id.ts";
import { nearestDnsLabel } from "./dns-label.ts";
import type { Finding } from "./finding.ts";
import { didYouMean } from "./rule.ts";

const PATTERN = new RegExp(TENANT_ID_PATTERN);

/** The keys of `neurallog:tenants` as editors see them; `tenantIdFinding` is what judges them. */
export const TENANT_ID_SCHEMA = z.string().meta({
    description: "The tenant's id: its namespace is tenant-<id>. It never changes.",
    pattern: TENANT_ID_PATTERN,
    maxLength: TENANT_ID_MAX_LENGTH,
    not: { enum: [...RESERVED_TENANT_IDS] },
});

/**
 * What is wrong with a tenant's id, if anything.
 *
 * @param taken Says which ids the stack already has: none of them is proposed.
 */
export function tenantIdFinding(
    id: string,
    taken: (id: string) => boolean,
): Pick<Finding, "rule" | "remedy"> | undefined {
    const free = (choice: string | undefined): choice is string =>
        choice !== undefined && !RESERVED_TENANT_IDS.includes(choice) && !taken(choice);
    if (RESERVED_TENANT_IDS.includes(id)) {
        const choice = [`${id}-co`, `${id}-inc`, `the-${id}`].find(free);
        return {
            rule: `an id that is not reserved (${RESERVED_TENANT_IDS.join(", ")})`,
            remedy: choice === undefined ? "choose another" : `choose another, such as "${choice}"`,
        };
    }
    if (!PATTERN.test(id)) {
        const choice = nearestDnsLabel(id, TENANT_ID_MAX_LENGTH);
        return {
            rule: "an id of lower-case letters, digits and dashes, with a letter or digit at both ends",
            remedy: free(choice) ? didYouMean(choice) : "choose another",
        };
    }
    const excess = id.length - TENANT_ID_MAX_LENGTH;
    if (excess > 0) {
        return {
            rule: `an id of at most ${TENANT_ID_MAX_LENGTH} characters`,
            remedy: `shorten it by ${excess} ${excess === 1 ? "character" : "characters"}`,
        };
    }
    return undefined;
}
