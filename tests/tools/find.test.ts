import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { findPulumi } from "../../tools/engine/find.ts";
import { isAtLeast } from "../../tools/engine/version.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("a Pulumi on PATH", () => {
    const folder = temporaryFolder();
    const wanted = { pulumi: "v3.259.0", provider: "4.34.2" };

    function executable(path: string, script = ""): void {
        const file = join(folder(), path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }

    function find(): ReturnType<typeof findPulumi> {
        const environment = { PATH: join(folder(), "bin"), PULUMI_HOME: join(folder(), "home") };
        return findPulumi(wanted, environment);
    }

    it("is missed when there is none", () => {
        assert.equal(find(), undefined);
    });

    it("is used when it is new enough and has a language host and the plugin", () => {
        executable("bin/pulumi", "echo v3.260.1");
        executable("bin/pulumi-language-nodejs");
        executable("home/plugins/resource-kubernetes-v4.34.2/pulumi-resource-kubernetes");
        const pulumi = join(folder(), "bin/pulumi");
        assert.deepEqual(find(), { pulumi, version: "3.260.1", hasProvider: true });
    });

    it("is used without the plugin, which can be built", () => {
        executable("bin/pulumi", "echo v3.259.0");
        executable("bin/pulumi-language-nodejs");
        executable("home/plugins/resource-kubernetes-v4.30.0/pulumi-resource-kubernetes");
        const pulumi = join(folder(), "bin/pulumi");
        assert.deepEqual(find(), { pulumi, version: "3.259.0", hasProvider: false });
    });

    it("may have its language host beside the file that a link names", () => {
        executable("opt/pulumi", "echo v3.259.0");
        executable("opt/pulumi-language-nodejs");
        mkdirSync(join(folder(), "bin"));
        symlinkSync(join(folder(), "opt/pulumi"), join(folder(), "bin/pulumi"));
        assert.equal(find() !== undefined && !("refused" in (find() ?? {})), true);
    });

    it("is refused when it is too old", () => {
        executable("bin/pulumi", "echo v3.258.9");
        const pulumi = join(folder(), "bin/pulumi");
        assert.deepEqual(find(), { refused: `${pulumi} is 3.258.9, older than v3.259.0` });
    });

    it("is refused without a language host", () => {
        executable("bin/pulumi", "echo v3.259.0");
        const pulumi = join(folder(), "bin/pulumi");
        assert.deepEqual(find(), { refused: `${pulumi} has no pulumi-language-nodejs` });
    });

    it("is refused when it does not tell its version", () => {
        executable("bin/pulumi", "exit 1");
        const pulumi = join(folder(), "bin/pulumi");
        assert.deepEqual(find(), { refused: `${pulumi} does not tell its version` });
    });
});

describe("a version", () => {
    for (const [version, oldest, expected] of [
        ["3.259.0", "v3.259.0", true],
        ["v3.260.0", "3.259.1", true],
        ["4.0.0", "3.259.0", true],
        ["3.99.0", "3.259.0", false],
        ["3.258.99", "3.259.0", false],
        ["1.21", "1.21.0", true],
        ["3.259.0-alpha.1", "3.259.0", true],
    ] as const) {
        it(`${version} is ${expected ? "" : "not "}at least ${oldest}`, () => {
            assert.equal(isAtLeast(version, oldest), expected);
        });
    }
});
