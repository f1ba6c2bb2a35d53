import assert from "node:assert/strict";

import { coloursWanted, duration, styled, table } from "../../tools/terminal.ts";

describe("terminal", () => {
    it("makes every column as wide as its widest cell", () => {
        const rows = [
            ["a", "professional"],
            ["long-id", "x"],
        ];
        assert.equal(
            table(["ID", "PLAN"], rows),
            ["ID       PLAN", "a        professional", "long-id  x"].join("\n"),
        );
    });

    it("prints the heading alone when there are no rows", () => {
        assert.equal(table(["ID", "PLAN"], []), "ID  PLAN");
    });

    it("colours only when asked to", () => {
        assert.equal(styled("bold", "text", false), "text");
        assert.equal(styled("bold", "text", true), "\u001b[1mtext\u001b[0m");
    });

    it("wants colours on a terminal, but not with NO_COLOR, a dumb terminal or a pipe", () => {
        assert.equal(coloursWanted({ TERM: "xterm" }, true), true);
        assert.equal(coloursWanted({ TERM: "xterm", NO_COLOR: "1" }, true), false);
        assert.equal(coloursWanted({ TERM: "dumb" }, true), false);
        assert.equal(coloursWanted({ TERM: "xterm" }, false), false);
    });

    for (const [milliseconds, text] of [
        [4_870, "4.9 s"],
        [41_200, "41 s"],
        [331_000, "5 min 31 s"],
    ] as const) {
        it(`says ${milliseconds} ms as ${text}`, () => {
            assert.equal(duration(milliseconds), text);
        });
    }
});
