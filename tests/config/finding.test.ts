import assert from "node:assert/strict";

import { ENCRYPTED, renderFindings, renderPath } from "../../config/index.ts";

function got(value: unknown): string | undefined {
    const lines = renderFindings("f", [{ path: ["p"], value, rule: "r" }]).split("\n");
    return lines[2]?.replace("    got     ", "");
}

describe("a report", () => {
    it("says the file, how many findings there are, and that nothing has happened", () => {
        const finding = { path: ["p"], value: 1, rule: "two", remedy: "write 2" };
        assert.equal(
            renderFindings("Pulumi.x.yaml", [finding]),
            [
                "Pulumi.x.yaml is invalid: 1 finding. Nothing was registered.",
                "  p",
                "    got     1",
                "    rule    two",
                "    remedy  write 2",
            ].join("\n"),
        );
    });

    it("has no remedy where there is none", () => {
        assert.doesNotMatch(renderFindings("f", [{ path: ["p"], value: 1, rule: "r" }]), /remedy/);
    });

    for (const [value, text] of [
        [undefined, "nothing"],
        [null, "nothing"],
        [true, "true"],
        [4, "4"],
        ["a", `"a"`],
        ["1", `"1"`],
        [`"`, `"\\""`],
        [[], "an empty list"],
        [[1, 2], "a list of 2"],
        [{}, "an empty map"],
        [{ a: 1 }, "a map of 1"],
        ["a\tb\u0007\u001b[31m", `"a\\tb\\u0007\\u001b[31m"`],
        ["a\u202eb\u0085", `"a\\u202eb\\u0085"`],
        ["a\n", `"a\\n"`],
        ["a\nb", "a text of 2 lines, not shown"],
        ["x".repeat(80), `"${"x".repeat(80)}"`],
        ["x".repeat(81), `"${"x".repeat(80)}…" (81 characters)`],
        [ENCRYPTED, "an encrypted value, not shown"],
    ] as const) {
        it(`shows ${typeof value === "symbol" ? "what is encrypted" : JSON.stringify(value)} as ${text}`, () => {
            assert.equal(got(value), text);
        });
    }
});

describe("a path", () => {
    for (const [path, text] of [
        [["neurallog:tenants", "acme-corp", "plan"], "neurallog:tenants.acme-corp.plan"],
        [["neurallog:network", "systemPorts", 0], "neurallog:network.systemPorts[0]"],
        [["neurallog:tenants", "a.b"], `neurallog:tenants["a.b"]`],
        [["neurallog:tenants", "a\nb"], `neurallog:tenants["a\\nb"]`],
    ] as const) {
        it(`is written ${text}`, () => {
            assert.equal(renderPath(path), text);
        });
    }
});
