import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { ENCRYPTED, parseStackConfig, type StackConfig, today } from "../config/index.ts";
import { Failure } from "./failure.ts";
import { repository } from "./paths.ts";

/**
 * The configuration of a stack, read from its file without an engine.
 * @throws Failure when the file is missing or invalid, with every finding.
 */
export function stackConfiguration(stack: string, directory = repository): StackConfig {
    const name = `Pulumi.${stack}.yaml`;
    const file = join(directory, name);
    if (!existsSync(file)) {
        throw new Failure(
            `${name} is missing. Name the stack of a file beside Pulumi.yaml: STACK=local.`,
        );
    }
    const { config = {} } = (parse(readFileSync(file, "utf8")) ?? {}) as {
        config?: Record<string, unknown>;
    };
    const values = Object.entries(config).map(([key, value]) => [
        key,
        holdsSecret(value) ? ENCRYPTED : value,
    ]);
    const result = parseStackConfig(
        name,
        Object.fromEntries(values) as Record<string, unknown>,
        today(),
    );
    if (!result.ok) throw new Failure(result.report);
    return result.config;
}

/** Whether Pulumi would hand the value over as a secret: it has `secure:` somewhere. */
function holdsSecret(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    return "secure" in value || Object.values(value).some(holdsSecret);
}
