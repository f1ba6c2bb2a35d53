import assert from "node:assert/strict";

import fc from "fast-check";

import { compareQuantities, parseQuantity, smallerQuantity } from "../../tenancy/quantity.ts";

const BILLION = 1_000_000_000n;

describe("a quantity", () => {
    for (const [text, value] of [
        ["0", 0n],
        ["4", 4n * BILLION],
        ["500m", BILLION / 2n],
        ["1.5", (3n * BILLION) / 2n],
        ["1n", 1n],
        ["8Gi", 8n * 1024n ** 3n * BILLION],
        ["0.5Ki", 512n * BILLION],
        ["1Ti", 1024n ** 4n * BILLION],
        ["8G", 8n * BILLION ** 2n],
        ["1e3", 1000n * BILLION],
        ["1E", 10n ** 18n * BILLION],
    ] as const) {
        it(`${text} has its value in billionths`, () => {
            assert.equal(parseQuantity(text), value);
        });
    }

    for (const text of [
        "",
        "8GB",
        "8 Gi",
        "8gb",
        "-1",
        "+1",
        ".5",
        "1.",
        "1,5",
        "Gi",
        "1e99",
        "1 ",
    ]) {
        it(`"${text}" is none`, () => {
            assert.equal(parseQuantity(text), undefined);
        });
    }

    it("smaller than a billionth counts as one", () => {
        assert.equal(parseQuantity("0.0000000001"), 1n);
    });

    it("compares by value, not by spelling", () => {
        assert.equal(compareQuantities("1000m", "1"), 0);
        assert.equal(compareQuantities("1023Mi", "1Gi"), -1);
        assert.equal(compareQuantities("1Gi", "1G"), 1);
    });

    it("that is none cannot be compared", () => {
        assert.throws(() => compareQuantities("8GB", "1"), {
            message: '"8GB" is not a Kubernetes quantity such as 500m, 4 or 8Gi',
        });
    });

    it("smaller of two is given back as it was written", () => {
        assert.equal(smallerQuantity("0.5", "600m"), "0.5");
        assert.equal(smallerQuantity("1Gi", "512Mi"), "512Mi");
    });

    it("compares whole numbers of one suffix as the numbers do", () => {
        const suffix = fc.constantFrom("", "m", "k", "M", "Gi", "Ti");
        fc.assert(
            fc.property(fc.nat(), fc.nat(), suffix, (a, b, unit) => {
                assert.equal(compareQuantities(`${a}${unit}`, `${b}${unit}`), Math.sign(a - b));
            }),
        );
    });
});
