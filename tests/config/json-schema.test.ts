import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { STACK_FILE_SCHEMA, stackFileJsonSchema } from "../../config/json-schema.ts";
import { parseStackConfig } from "../../config/index.ts";
import { ACME_CORP } from "../support/tenants.ts";
import { FILE, stackFile, TENANT, TODAY } from "./stack-file.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The part of JSON Schema that the generated schema uses. */
interface Schema {
    readonly [keyword: string]: unknown;
    readonly type?: string;
    readonly properties?: Readonly<Record<string, Schema | false>>;
    readonly required?: readonly string[];
    readonly enum?: readonly unknown[];
    readonly description?: string;
    readonly default?: unknown;
    readonly additionalProperties?: Schema | false;
    readonly items?: Schema;
    readonly anyOf?: readonly Schema[];
    readonly oneOf?: readonly Schema[];
    readonly propertyNames?: Schema;
    readonly not?: Schema;
    readonly if?: Schema;
    readonly then?: Schema;
}

/** Keyword by keyword, whether a value is valid. A keyword that is not here fails the test instead of passing. */
const KEYWORDS: Record<string, (wanted: never, value: unknown, schema: Schema) => boolean> = {
    type: (wanted: string, value) => {
        const type = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
        return wanted === "integer" ? Number.isInteger(value) : wanted === type;
    },
    const: (wanted: unknown, value) => wanted === value,
    enum: (wanted: readonly unknown[], value) => wanted.includes(value),
    pattern: (wanted: string, value) => typeof value !== "string" || new RegExp(wanted).test(value),
    maxLength: (wanted: number, value) => typeof value !== "string" || value.length <= wanted,
    minimum: (wanted: number, value) => typeof value !== "number" || value >= wanted,
    maximum: (wanted: number, value) => typeof value !== "number" || value <= wanted,
    minItems: (wanted: number, value) => !Array.isArray(value) || value.length >= wanted,
    items: (wanted: Schema, value) => !Array.isArray(value) || value.every((v) => valid(wanted, v)),
    anyOf: (wanted: readonly Schema[], value) => wanted.some((schema) => valid(schema, value)),
    oneOf: (wanted: readonly Schema[], value) =>
        wanted.filter((schema) => valid(schema, value)).length === 1,
    not: (wanted: Schema, value) => !valid(wanted, value),
    if: (wanted: Schema, value, { then = {} }) => !valid(wanted, value) || valid(then, value),
    required: (wanted: readonly string[], value) => wanted.every((key) => key in members(value)),
    propertyNames: (wanted: Schema, value) =>
        Object.keys(members(value)).every((key) => valid(wanted, key)),
    properties: (wanted: Record<string, Schema | false>, value) =>
        Object.entries(members(value)).every(([key, member]) => valid(wanted[key] ?? {}, member)),
    additionalProperties: (
        wanted: Schema | false,
        value,
        { properties = {}, patternProperties = {} },
    ) =>
        Object.entries(members(value))
            .filter(([key]) => !(key in properties))
            .filter(
                ([key]) =>
                    !Object.keys(patternProperties as object).some((p) => new RegExp(p).test(key)),
            )
            .every(([, member]) => valid(wanted, member)),
};

const SILENT = [
    "$schema",
    "$comment",
    "title",
    "description",
    "default",
    "format",
    "then",
    "patternProperties",
];

function members(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : {};
}

function valid(schema: Schema | false, value: unknown): boolean {
    if (schema === false) {
        return false;
    }
    return Object.entries(schema)
        .filter(([keyword]) => !SILENT.includes(keyword))
        .every(([keyword, wanted]) => {
            const judge = KEYWORDS[keyword];
            assert.ok(judge, `no judge of the keyword ${keyword}`);
            return judge(wanted as never, value, schema);
        });
}

const schema = stackFileJsonSchema() as Schema;

/** The schema that stands at a path of properties. */
function at(...path: string[]): Schema {
    return path.reduce<Schema>((part, key) => {
        const next = key === "*" ? part.additionalProperties : part.properties?.[key];
        assert.ok(next, `nothing at ${path.join(".")}`);
        return next;
    }, schema);
}

const inTenant = (...path: string[]): Schema => at("config", "neurallog:tenants", "*", ...path);

describe("the JSON Schema of stack files", () => {
    it("is what `make schema` writes", () => {
        const written: unknown = JSON.parse(readFileSync(join(ROOT, STACK_FILE_SCHEMA), "utf8"));
        assert.deepEqual(written, schema, "stale: run `make schema`");
    });

    it("requires what has no default", () => {
        assert.deepEqual(at("config").required, ["neurallog:role", "neurallog:cluster"]);
        assert.deepEqual(inTenant().required, ["plan", "billingEmail"]);
        assert.deepEqual(inTenant("resources", "cpu").required, ["requests", "limits"]);
    });

    it("offers the plans and the storage classes", () => {
        assert.deepEqual(inTenant("plan").enum, ["starter", "professional", "enterprise"]);
        assert.deepEqual(inTenant("resources", "storage", "storageClass").enum, [
            "fast-ssd",
            "premium-nvme",
        ]);
    });

    it("says what the defaults are", () => {
        assert.equal(
            at("config", "neurallog:network", "systemNamespace").default,
            "neurallog-system",
        );
        assert.equal(inTenant("services", "logServer", "replicas").default, 1);
    });

    it("describes every member", () => {
        const silent: string[] = [];
        const visit = (part: Schema | false, path: string): void => {
            if (part === false) {
                return;
            }
            if (
                path !== "" &&
                part.description === undefined &&
                path !== ".config.neurallog:tenants"
            ) {
                silent.push(path);
            }
            for (const [key, member] of Object.entries(part.properties ?? {})) {
                visit(member, `${path}.${key}`);
            }
            for (const inner of [part.additionalProperties, ...(part.oneOf ?? [])]) {
                visit(inner ?? false, path);
            }
        };
        visit(schema, "");
        assert.deepEqual(silent, []);
    });

    const acme = (changes: object) => ({
        "neurallog:tenants": { acme: { ...TENANT, ...changes } },
    });
    const { id, ...sample } = ACME_CORP;

    for (const [name, changes, expected] of [
        ["the shortest stack", {}, true],
        ["the sample tenant", { "neurallog:tenants": { [id]: sample } }, true],
        ["keys of others", { "aws:region": "eu-west-1" }, true],
        ["a management stack", { "neurallog:role": "management" }, true],
        ["CPU as a number", acme({ resources: { cpu: { requests: 0.5, limits: 4 } } }), true],
        ["an empty network", { "neurallog:network": {} }, true],
        ["a range", { "neurallog:network": { additionalPrivateRanges: ["192.0.2.0/24"] } }, true],
        ["no role", { "neurallog:role": undefined }, false],
        ["an unknown key", { "neurallog:tenats": {} }, false],
        ["a management stack with tenants", { "neurallog:role": "management", ...acme({}) }, false],
        ["a reserved id", { "neurallog:tenants": { starter: TENANT } }, false],
        ["an id of 57 characters", { "neurallog:tenants": { ["a".repeat(57)]: TENANT } }, false],
        ["an id with capitals", { "neurallog:tenants": { Acme: TENANT } }, false],
        ["a tenant that is a list", { "neurallog:tenants": { acme: [] } }, false],
        ["a plan there is not", acme({ plan: "gold" }), false],
        ["no address", acme({ billingEmail: "acme" }), false],
        ["memory as a number", acme({ resources: { memory: { requests: 1, limits: 2 } } }), false],
        ["8GB", acme({ resources: { storage: { requests: "8GB" } } }), false],
        ["no CPU", acme({ resources: { cpu: { requests: 0, limits: "0m" } } }), false],
        ["no pods", acme({ resources: { pods: 0 } }), false],
        ["no ports", { "neurallog:network": { systemPorts: [] } }, false],
        [
            "everything as a range",
            { "neurallog:network": { additionalPrivateRanges: ["0.0.0.0/0"] } },
            false,
        ],
        ["a tenant's namespace", { "neurallog:network": { systemNamespace: "tenant-a" } }, false],
        [
            "a number for a version",
            {
                "neurallog:cluster": {
                    provider: "existing",
                    name: "a",
                    context: "b",
                    kubernetesVersion: 1.36,
                },
            },
            false,
        ],
    ] as [string, Record<string, unknown>, boolean][]) {
        it(`${expected ? "accepts" : "refuses"} ${name}, as the program does`, () => {
            const values = stackFile(changes);
            assert.equal(parseStackConfig(FILE, values, TODAY).ok, expected);
            assert.equal(valid(schema, { config: values, encryptionsalt: "v1:x" }), expected);
        });
    }
});
