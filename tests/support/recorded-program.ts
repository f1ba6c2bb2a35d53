import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

/** A resource as the program registered it. */
export interface RecordedResource {
    readonly type: string;
    readonly name: string;
    /** What the engine would be sent. */
    readonly inputs: Record<string, unknown>;
    /** The provider the engine would use: its URN and id. Absent for components and default providers. */
    readonly provider: string | undefined;
    /** `type::name` of the parent; absent at the top. */
    readonly parent: string | undefined;
    readonly options: pulumi.CustomResourceOptions & pulumi.ComponentResourceOptions;
}

/**
 * Runs `program` without an engine and tells what it registered, sorted by `type::name`: resources that wait for
 * others arrive in no particular order. A call to a provider's function is a failure, but for the stack's question
 * what its last update exported.
 *
 * @param lastOutputs What it exported; nothing before the first update.
 */
export async function recordProgram(
    program: () => void | Promise<void>,
    lastOutputs: Readonly<Record<string, unknown>> = {},
): Promise<RecordedResource[]> {
    const sent = new Map<string, pulumi.runtime.MockResourceArgs>();
    const options = new Map<string, RecordedResource["options"]>();
    await pulumi.runtime.setMocks(
        {
            call: ({ token, inputs }) => {
                if (token === "pulumi:pulumi:readStackOutputs") {
                    assert.deepEqual(inputs, { name: "organization/neurallog/recorded" });
                    return { outputs: lastOutputs };
                }
                throw new Error(`unexpected call of ${token}`);
            },
            newResource: (args) => {
                sent.set(`${args.type}::${args.name}`, args);
                return { id: `${args.name}-id`, state: args.inputs as object };
            },
        },
        "neurallog",
        "recorded",
        false,
        "organization",
    );
    await pulumi.runtime.runInPulumiStack(async () => {
        pulumi.runtime.registerStackTransformation((args) => {
            options.set(`${args.type}::${args.name}`, args.opts);
            return undefined;
        });
        await program();
        return {};
    });
    await pulumi.runtime.disconnect();
    return [...options.keys()].sort().map((key) => {
        const [type = "", name = ""] = key.split("::");
        const recorded = options.get(key) ?? {};
        return {
            type,
            name,
            inputs: (sent.get(key)?.inputs ?? {}) as Record<string, unknown>,
            provider: sent.get(key)?.provider || undefined,
            parent: recorded.parent && identity(recorded.parent),
            options: recorded,
        };
    });
}

/** `type::name` of a resource, without the project and the parents that its URN has too. */
export function identity(resource: pulumi.Resource): string | undefined {
    const { __pulumiType: type, __name: name } = resource as unknown as {
        __pulumiType: string;
        __name: string;
    };
    return type === "pulumi:pulumi:Stack" ? undefined : `${type}::${name}`;
}
