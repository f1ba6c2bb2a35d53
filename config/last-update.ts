import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";

import type { LastUpdate } from "../tenancy/life-cycle/index.ts";
import type { StackConfig } from "./stack.ts";

import { TENANT_STATES } from "../tenancy/life-cycle/index.ts";
import { STORAGE_CLASS_NAMES } from "../tenancy/storage-classes.ts";
import { departureFindings } from "./departures.ts";
import { renderFindings } from "./finding.ts";
import { stackFile } from "./load.ts";

const storageClass = z.enum(STORAGE_CLASS_NAMES);

const OUTPUTS = z.object({
    cluster: z.string().optional(),
    tenants: z
        .record(
            z.string(),
            z.object({
                namespace: z.string(),
                plan: z.string(),
                state: z.enum(TENANT_STATES),
                until: z.string().optional(),
                storageClass,
                protected: z.boolean(),
            }),
        )
        .default({}),
    retainedVolumes: z
        .array(
            z.object({
                cluster: z.string(),
                tenant: z.string(),
                claim: z.string(),
                storageClass,
                reclaimPolicy: z.enum(["Delete", "Retain"]),
                because: z.enum(["suspended", "offboarding", "removed"]),
                until: z.string().optional(),
            }),
        )
        .default([]),
}) satisfies z.ZodType<LastUpdate>;

/**
 * What the stack's last update exported, with nothing in it before the first.
 *
 * A StackReference would be a resource of the stack, registered before anything can be refused. The engine has the
 * same as a function: docs/decisions/0005-life-cycle.md.
 *
 * @throws pulumi.RunError when the outputs cannot be read: without them nothing holds a mass deletion back.
 */
export async function readLastUpdate(): Promise<LastUpdate> {
    const parts = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
    const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {
        name: parts.join("/"),
    })) as { outputs?: unknown };
    return lastUpdate(outputs ?? {});
}

/** The outputs of a stack as its last update. */
export function lastUpdate(outputs: unknown): LastUpdate {
    const result = OUTPUTS.safeParse(outputs);
    if (!result.success) {
        throw new pulumi.RunError(
            `The outputs of the stack's last update cannot be read, so nobody can tell which tenants it had. Nothing was registered.\n${z.prettifyError(result.error)}`,
        );
    }
    return result.data;
}

/**
 * Refuses an update in which tenants leave that may not, before anything is registered.
 *
 * @throws pulumi.RunError with every finding.
 */
export function refuseDepartures(stack: StackConfig, last: LastUpdate): void {
    const findings = departureFindings(stack, last);
    if (findings.length > 0) {
        throw new pulumi.RunError(renderFindings(stackFile(), findings));
    }
}
