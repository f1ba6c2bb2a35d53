import * as z from "zod";

import { STACK_SCHEMA } from "./stack.ts";

/** Where the generated schema lies, from the root of the project. */
export const STACK_FILE_SCHEMA = "config/stack-file.schema.json";

/**
 * The JSON Schema of a whole `Pulumi.<stack>.yaml`, for completion and documentation in editors. It says less than
 * `parseStackConfig`, which also compares members with each other; it never refuses what that accepts.
 */
export function stackFileJsonSchema(): Record<string, unknown> {
    const { $schema, ...config } = z.toJSONSchema(STACK_SCHEMA, {
        target: "draft-07",
        io: "input",
        override: ({ jsonSchema }) => {
            // zod states the largest whole number a program can count to, which no reader needs to see.
            if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) {
                delete jsonSchema.maximum;
            }
        },
    });
    return {
        $schema,
        $comment: "Generated from config/ by `make schema`.",
        title: "A stack of NeuralLog's infrastructure",
        type: "object",
        required: ["config"],
        properties: {
            config: {
                ...config,
                patternProperties: { "^(?!neurallog:)": {} },
                if: {
                    properties: { "neurallog:role": { const: "management" } },
                    required: ["neurallog:role"],
                },
                then: { properties: { "neurallog:tenants": false } },
            },
            encryptionsalt: { description: "Pulumi's: the salt of the stack's passphrase." },
            encryptedkey: { description: "Pulumi's: the encrypted data key of the stack." },
            secretsprovider: { description: "Pulumi's: what encrypts the stack's secrets." },
            environment: { description: "Pulumi's: the ESC environments of the stack." },
        },
    };
}
