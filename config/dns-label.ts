import * as z from "zod";

import { didYouMean, rule } from "./rule.ts";

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A DNS label: what Kubernetes takes as the name of a namespace, and Pulumi as the identity of a cluster. */
export function dnsLabel(): z.ZodString {
    const words = rule(
        "a DNS label: lower-case letters, digits and dashes, at most 63, a letter or digit at both ends",
        (input) => didYouMean(typeof input === "string" ? nearestDnsLabel(input, 63) : undefined),
    );
    return z.string(words).regex(DNS_LABEL, words);
}

/** The DNS label of at most `longest` characters that reads most like `text`; `undefined` when nothing is left. */
export function nearestDnsLabel(text: string, longest: number): string | undefined {
    const label = text
        .slice(0, 1000)
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .replace(/[^a-z0-9-]+/g, "-")
        .replace(/^-+/, "")
        .slice(0, longest)
        .replace(/-+$/, "");
    return label === "" ? undefined : label;
}
