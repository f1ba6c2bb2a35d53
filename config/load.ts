import * as pulumi from "@pulumi/pulumi";

import { ENCRYPTED } from "./finding.ts";
import type { StackConfig } from "./stack.ts";
import { parseStackConfig } from "./stack.ts";

/**
 * The configuration of the stack that runs. The one place that reads Pulumi's configuration, to be called before
 * anything is registered.
 *
 * @throws pulumi.RunError with every finding; Pulumi prints it without a stack trace and exits non-zero.
 */
export function loadStackConfig(): StackConfig {
    const values = stackValues(pulumi.runtime.allConfig(), isConfigSecret);
    const result = parseStackConfig(stackFile(), values, today());
    if (!result.ok) {
        throw new pulumi.RunError(result.report);
    }
    return result.config;
}

/** The file that configures the stack that runs. */
export function stackFile(): string {
    return `Pulumi.${pulumi.getStack()}.yaml`;
}

/** The day it is, in UTC: `2026-11-23`. The one place that reads the clock. */
export function today(): string {
    return new Date().toISOString().slice(0, 10);
}

/**
 * Pulumi's flat configuration as the values that stand in the stack file. A key with anything encrypted in it
 * arrives in plain text: it becomes `ENCRYPTED` unread.
 */
export function stackValues(
    texts: Readonly<Record<string, string>>,
    isSecret: (key: string) => boolean,
): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(texts).map(([key, text]) => [key, isSecret(key) ? ENCRYPTED : read(text)]),
    );
}

/** Maps and lists come as JSON, everything else as it is written. */
function read(text: string): unknown {
    if (text === "" || text === "null") {
        return null;
    }
    if (!/^[[{]/.test(text)) {
        return text;
    }
    try {
        return JSON.parse(text, (_, value: unknown) => withoutTime(value));
    } catch {
        return text;
    }
}

/** A date without quotes is a time to the engine's YAML: it arrives as the beginning of its day. */
function withoutTime(value: unknown): unknown {
    const [, day] = (typeof value === "string" && MIDNIGHT.exec(value)) || [];
    return day ?? value;
}

const MIDNIGHT = /^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/;

/** The SDK exports it and keeps it from its types. Without it, loading fails: no value is taken for plain. */
function isConfigSecret(key: string): boolean {
    const runtime = pulumi.runtime as typeof pulumi.runtime & {
        isConfigSecret(key: string): boolean;
    };
    return runtime.isConfigSecret(key);
}
