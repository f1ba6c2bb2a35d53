import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { binaryOf, ensureParts } from "../../tools/engine/build.ts";
import { requireGo } from "../../tools/engine/go.ts";
import { etcd, type Part } from "../../tools/engine/parts.ts";
import { silent } from "../../tools/terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("building a part", () => {
    const folder = temporaryFolder();
    const broken: Part = { ...etcd, binary: "broken", package: "./nothing-here" };

    function fakeGo(version: string): NodeJS.ProcessEnv {
        const script = `#!/bin/sh\necho go version go${version} linux/amd64\n`;
        writeFileSync(join(folder(), "go"), script, { mode: 0o755 });
        return { PATH: folder() };
    }

    it("asks for Go when there is none", () => {
        assert.throws(
            () => {
                requireGo({ PATH: folder() });
            },
            {
                message:
                    "Go is needed to build the engine, and `go version` does not run. " +
                    "Install Go 1.21 or newer (https://go.dev/dl/), put it on PATH and run this again.",
            },
        );
    });

    it("asks for a newer Go when it cannot fetch a toolchain", () => {
        const environment = fakeGo("1.20.14");
        assert.throws(
            () => {
                requireGo(environment);
            },
            {
                message:
                    "Go 1.20.14 is too old to build the engine. " +
                    "Install Go 1.21 or newer (https://go.dev/dl/), put it on PATH and run this again.",
            },
        );
    });

    it("is content with Go 1.21", () => {
        requireGo(fakeGo("1.21.0"));
    });

    it("quotes the end of a failed build, names its log and leaves nothing half-built", async function () {
        this.timeout(60_000);
        await assert.rejects(ensureParts([broken], silent, folder()), (error: Error) => {
            assert.match(
                error.message,
                /^broken v[\d.]+ could not be built. The build said:\n {4}/,
            );
            assert.match(error.message, /nothing-here/);
            assert.ok(error.message.endsWith(`All of it: ${join(folder(), "logs", "broken.log")}`));
            return true;
        });
        assert.deepEqual(readdirSync(folder()), ["logs"]);
    });

    it("uses what the cache has", async () => {
        const binary = binaryOf(broken, folder());
        mkdirSync(dirname(binary));
        writeFileSync(binary, "");
        await ensureParts([broken], silent, folder());
        assert.equal(existsSync(join(folder(), "logs")), false);
    });
});
