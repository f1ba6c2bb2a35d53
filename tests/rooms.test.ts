import assert from "node:assert/strict";

import { ESLint } from "eslint";

/** What the rules of `room` say about an import of `module`. */
async function complaints(file: string, module: string): Promise<string[]> {
    const eslint = new ESLint({
        overrideConfig: { languageOptions: { parserOptions: { project: null } } },
        ruleFilter: ({ ruleId }) => ruleId === "no-restricted-imports",
    });
    const results = await eslint.lintText(`import "${module}";\n`, { filePath: file });
    return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

describe("the arrows between rooms", () => {
    const refused = [
        ["tenancy/x.ts", "../config/index.ts", "tenancy/ may import no other room"],
        ["tenancy/blueprint/x.ts", "../../components/x.ts", "tenancy/ may import no other room"],
        ["tenancy/x.ts", "@pulumi/pulumi", "tenancy/ is pure: no Pulumi and no input or output"],
        ["tenancy/x.ts", "node:fs", "tenancy/ is pure: no Pulumi and no input or output"],
        ["config/x.ts", "../components/x.ts", "config/ may import tenancy/"],
        ["components/x.ts", "../policy/index.ts", "components/ may import config/ and tenancy/"],
        ["components/x.ts", "../tools/x.ts", "components/ may import config/ and tenancy/"],
        ["policy/rules/x.ts", "../../config/index.ts", "policy/ may import tenancy/"],
        ["tools/engine/x.ts", "../../components/x.ts", "tools/ may import config/ and tenancy/"],
        ["tools/x.ts", "../tests/x.ts", "tools/ may import config/ and tenancy/"],
        ["index.ts", "./tools/up.ts", "the program knows neither its guards nor its tools"],
    ] as const;

    for (const [file, module, reason] of refused) {
        it(`refuse ${module} in ${file}`, async () => {
            const [message = "", ...rest] = await complaints(file, module);
            assert.ok(message.includes(reason), message);
            assert.deepEqual(rest, []);
        });
    }

    for (const [file, module] of [
        ["config/x.ts", "../tenancy/plans.ts"],
        ["components/tenant/x.ts", "../../tenancy/tenant.ts"],
        ["components/tenant/x.ts", "../storage/x.ts"],
        ["policy/x.ts", "../tenancy/plans.ts"],
        ["index.ts", "./components/tenant/tenant.ts"],
    ] as const) {
        it(`let ${module} into ${file}`, async () => {
            assert.deepEqual(await complaints(file, module), []);
        });
    }
});
