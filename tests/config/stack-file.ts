import assert from "node:assert/strict";

import { parseStackConfig, renderFindings } from "../../config/index.ts";
import type { StackConfig } from "../../config/index.ts";

export const FILE = "Pulumi.test.yaml";

/** The day on which the tests parse. */
export const TODAY = "2026-11-23";

type Values = Readonly<Record<string, unknown>>;

/** A tenant with nothing but what is required. */
export const TENANT = { plan: "professional", billingEmail: "billing@example.com" };

/** The shortest valid stack file, with `changes` laid over its keys. `undefined` takes a key out. */
export function stackFile(changes: Values = {}): Record<string, unknown> {
    const values: Values = {
        "neurallog:role": "workload",
        "neurallog:cluster": { provider: "existing", name: "local", context: "local" },
        ...changes,
    };
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The findings about a stack file, each as the lines of the report that it takes. */
export function findingsOf(changes: Values): string[] {
    const result = parseStackConfig(FILE, stackFile(changes), TODAY);
    return result.ok
        ? []
        : result.findings.map((finding) =>
              renderFindings(FILE, [finding])
                  .split("\n")
                  .slice(1)
                  .map((line) => line.trim())
                  .join("\n"),
          );
}

/** The findings about a stack file with the one tenant `acme`, `changes` laid over it. */
export function findingsOfTenant(changes: Values): string[] {
    return findingsOf({ "neurallog:tenants": { acme: { ...TENANT, ...changes } } });
}

/** The one finding about a path, as it is reported. */
export function finding(path: string, got: string, rule: string, remedy?: string): string {
    return [
        path,
        `got     ${got}`,
        `rule    ${rule}`,
        ...(remedy ? [`remedy  ${remedy}`] : []),
    ].join("\n");
}

/** The configuration of a stack file that has to be valid. */
export function accepted(changes: Values): StackConfig {
    const result = parseStackConfig(FILE, stackFile(changes), TODAY);
    assert.ok(result.ok, result.ok ? "" : result.report);
    return result.config;
}
