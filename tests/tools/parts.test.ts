import assert from "node:assert/strict";
import { appendFileSync, cpSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { binaryOf } from "../../tools/engine/build.ts";
import * as parts from "../../tools/engine/parts.ts";
import { cacheFolder } from "../../tools/paths.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("a part of the engine", () => {
    const folder = temporaryFolder();
    const part = parts.kubernetesProvider;

    for (const file of ["go.mod", "go.sum", "main.go"]) {
        it(`has another digest when ${file} changes`, () => {
            cpSync(parts.moduleFolderOf(part), folder(), { recursive: true });
            assert.equal(parts.partDigest(part, folder()), parts.partDigest(part));
            appendFileSync(join(folder(), file), "\n");
            assert.notEqual(parts.partDigest(part, folder()), parts.partDigest(part));
        });
    }

    it("has another digest when a linker variable changes", () => {
        const other = { ...part, variables: { version: "1.2.3" } };
        assert.notEqual(parts.partDigest(other), parts.partDigest(part));
    });

    it("has the version that its go.mod pins", () => {
        for (const { version } of [parts.pulumiCli, parts.etcd, parts.apiServer]) {
            assert.match(version, /^v\d+\.\d+\.\d+$/);
        }
    });

    it("lies in a folder of the cache that names it, its version and its digest", () => {
        const name = basename(dirname(binaryOf(part, folder())));
        assert.equal(name, `${part.binary}-${part.version}-${parts.partDigest(part)}`);
    });

    it("is cached outside the checkout, where NEURALLOG_CACHE or XDG_CACHE_HOME say", () => {
        const both = { NEURALLOG_CACHE: "/own", XDG_CACHE_HOME: "/shared" };
        assert.equal(cacheFolder(both), "/own");
        assert.equal(
            cacheFolder({ XDG_CACHE_HOME: "/shared" }),
            "/shared/neurallog-infrastructure",
        );
        assert.match(cacheFolder({}), /\/\.cache\/neurallog-infrastructure$/);
    });
});
