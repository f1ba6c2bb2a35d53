import type { Edge } from "./matrix.ts";
import type { Verdict } from "./evaluate.ts";

import { namespacesWords, partyWords, reachWords } from "./words.ts";

/** The matrix and what is wrong with it, in words. The same world always gives the same text. */
export function renderProof(verdict: Verdict): string {
    const { summary, findings } = verdict;
    // What the platform's own pods reach of each other is in the data and would drown the rest here.
    const ofTenants = verdict.edges.filter(({ from, to }) => from.tenant || to.tenant);
    const rows = ofTenants.map((edge) => [
        partyWords(edge.from),
        edge.relation === "own" ? "each its own" : toWords(edge),
        reachWords(edge.reach),
    ]);
    return [
        `${count(summary.tenants, "tenant")} in ${count(summary.tenantClasses, "class", "classes")}, ` +
            `${count(summary.platformNamespaces, "platform namespace")}, ${count(summary.policies, "policy", "policies")}.`,
        `${count(summary.tenantToTenant, "edge")} from tenant to tenant.`,
        "",
        ...verdict.tenantClasses
            .filter(({ length }) => length > 1)
            .map((names) => `${namespacesWords(names)}: every policy treats them alike.`),
        "",
        ...table([["From", "To", "On"], ...rows]),
        "",
        findings.length === 0 ? "Nothing to object to." : `${count(findings.length, "objection")}:`,
        ...findings.map(({ message }) => `  - ${message}`),
        "",
    ].join("\n");
}

function toWords({ from, to, relation }: Edge): string {
    return partyWords(to, undefined, relation, from);
}

function count(number: number, one: string, many = `${one}s`): string {
    return `${number} ${number === 1 ? one : many}`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return rows.map((row) =>
        row
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd(),
    );
}
