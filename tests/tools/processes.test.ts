import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { processesMarked, processesNaming, runMark, stopAll } from "../../tools/processes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("processes", () => {
    const folder = temporaryFolder();
    const started: ChildProcess[] = [];

    afterEach(() => {
        for (const child of started.splice(0)) child.kill("SIGKILL");
    });

    /** A process that waits, with these arguments and variables. */
    async function dummy(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<number> {
        const script =
            "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log();";
        const child = spawn(process.execPath, ["-e", script, "--", ...args], {
            env: environment,
            stdio: ["ignore", "pipe", "ignore"],
        });
        started.push(child);
        await once(child.stdout, "data");
        return child.pid ?? 0;
    }

    it("are found by executable and a path under the folder in their arguments", async () => {
        const pid = await dummy([`--data-dir=${folder()}/etcd`]);
        const found = processesNaming(folder(), ["node"]).map((process) => process.pid);
        assert.deepEqual(found, [pid]);
    });

    it("are not found under the name of another executable", async () => {
        await dummy([`--data-dir=${folder()}/etcd`]);
        assert.deepEqual(processesNaming(folder(), ["etcd"]), []);
    });

    it("are not found by a folder whose name only begins the same", async () => {
        await dummy([`--data-dir=${folder()}-2/etcd`]);
        assert.deepEqual(processesNaming(folder(), ["node"]), []);
    });

    it("are found by the mark of their run", async () => {
        const pid = await dummy([], { [runMark]: folder() });
        await dummy([], { [runMark]: `${folder()}-2` });
        assert.deepEqual(
            processesMarked(folder()).map((process) => process.pid),
            [pid],
        );
    });

    it("are killed when they do not heed the polite signal", async () => {
        const pid = await dummy([folder()]);
        assert.equal(await stopAll(() => processesNaming(folder(), ["node"]), 100), 1);
        assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    });

    it("are found when only the executable lies in the folder", async () => {
        const copy = join(folder(), "kube-apiserver");
        copyFileSync("/bin/sleep", copy);
        const child = spawn(copy, ["60"]);
        started.push(child);
        await once(child, "spawn");
        assert.equal(processesNaming(folder(), ["kube-apiserver"]).length, 1);
    });
});
