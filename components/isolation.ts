import * as pulumi from "@pulumi/pulumi";

import type { WorkloadStack } from "../config/index.ts";

import { isolationOf } from "../tenancy/isolation.ts";

/**
 * Lets the program go on only when its tenants are proved to be isolated. To be called before anything is registered.
 *
 * @throws pulumi.RunError with every objection; Pulumi prints it without a stack trace.
 */
export function requireIsolation({ tenants, context }: WorkloadStack): void {
    const { findings } = isolationOf(tenants, context);
    if (findings.length > 0) {
        throw new pulumi.RunError(
            [
                "The tenants of this stack would not be isolated. Nothing was registered.",
                ...findings.map(({ message }) => `  - ${message}`),
                "`make proof` prints who reaches whom.",
            ].join("\n"),
        );
    }
}
