import pulumi from "@pulumi/eslint-plugin";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const ROOMS = ["config", "tenancy", "components", "policy", "tools", "tests"];

/** The arrows between rooms: whose modules each room may import besides its own. */
const MAY_IMPORT = {
    tenancy: [],
    config: ["tenancy"],
    components: ["config", "tenancy"],
    policy: ["tenancy"],
    tools: ["config", "tenancy"],
};

function arrows(room) {
    const forbidden = ROOMS.filter((other) => other !== room && !MAY_IMPORT[room].includes(other));
    const patterns = [
        {
            regex: `^(\\.\\.?/)+(${forbidden.join("|")})(/|$)`,
            message: `${room}/ may import ${MAY_IMPORT[room].map((r) => `${r}/`).join(" and ") || "no other room"}: docs/architecture.md`,
        },
    ];
    if (room === "tenancy") {
        patterns.push({
            regex: "^(@pulumi/|node:)",
            message: "tenancy/ is pure: no Pulumi and no input or output",
        });
    }
    return {
        files: [`${room}/**/*.ts`],
        rules: { "no-restricted-imports": ["error", { patterns }] },
    };
}

export default defineConfig(
    { ignores: ["node_modules/", ".local/", "tools/go/"] },
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked],
        plugins: { "@pulumi": pulumi },
        languageOptions: {
            parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
        },
        rules: {
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "error",
            // A Pulumi resource is made for its effect.
            "no-new": "off",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            eqeqeq: "error",
        },
    },
    {
        files: ["index.ts"],
        rules: {
            "no-restricted-imports": [
                "error",
                {
                    patterns: [
                        {
                            regex: "^\\./(policy|tools|tests)/",
                            message: "the program knows neither its guards nor its tools",
                        },
                    ],
                },
            ],
        },
    },
    ...Object.keys(MAY_IMPORT).map(arrows),
);
