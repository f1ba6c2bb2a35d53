import type { ComputeQuantities } from "../plans.ts";
import type { Passport, Reached } from "./passport.ts";

import { PRICES } from "./prices.ts";

/** A passport as one page of Markdown. The same passport always gives the same text. */
export function renderPassport(passport: Passport): string {
    const { limits, storage } = passport;
    const compute = (what: string, bounds: Partial<ComputeQuantities>) => [
        what,
        bounds.cpu ?? "",
        bounds.memory ?? "",
        bounds["ephemeral-storage"] ?? "",
    ];
    return [
        `# ${passport.tenant}`,
        "",
        `Plan ${passport.plan}, ${passport.state}, namespace \`${passport.namespace}\`.`,
        "",
        "## Quota",
        "",
        ...table(["resource", "at most"], Object.entries(passport.quota).sort()),
        "",
        "## Limits",
        "",
        ...table(
            ["", "CPU", "memory", "ephemeral storage"],
            [
                compute("container, by default", limits.container.default),
                compute("container, requested by default", limits.container.defaultRequest),
                compute("container, at most", limits.container.max),
                compute("container, at least", limits.container.min),
                compute("pod, at most", limits.pod.max),
            ],
        ),
        "",
        `${passport.podsWithDefaults} pods fit when each takes the defaults.`,
        "",
        "## Who can call it",
        "",
        ...reachedTable(passport.callers),
        "",
        "## Where it may go",
        "",
        ...reachedTable(passport.destinations),
        "",
        "## Storage",
        "",
        `Claim \`${storage.claim}\`: ${storage.size} of ${storage.storageClass}. ` +
            `With the claim its volume is ${storage.afterDeletion}.`,
        "",
        "## Cost",
        "",
        `At least $${passport.costFloor.toFixed(2)} a month for the compute it is guaranteed ` +
            `(${PRICES.node.type}, on demand, ${PRICES.region}, list price of ${PRICES.asOf}).`,
        "",
    ].join("\n");
}

function reachedTable(reached: readonly Reached[]): readonly string[] {
    return reached.length === 0
        ? ["Nobody."]
        : table(
              ["who", "on"],
              reached.map(({ who, ports }) => [who, ports]),
          );
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
    const widths = heading.map((title, column) =>
        Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
    );
    const line = (cells: readonly string[]) =>
        `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
    return [line(heading), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
