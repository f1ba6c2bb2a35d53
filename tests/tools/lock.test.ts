import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { lockHolder, tryLock, unlock, withLock } from "../../tools/lock.ts";
import { startOf } from "../../tools/processes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("lock", () => {
    const folder = temporaryFolder();
    let other: ChildProcess | undefined;

    afterEach(() => {
        other?.kill("SIGKILL");
        other = undefined;
    });

    /** A lock that another, living process holds. */
    function heldByAnother(file: string): number {
        other = spawn("sleep", ["60"]);
        const pid = other.pid ?? 0;
        writeFileSync(file, JSON.stringify({ pid, start: startOf(pid) }));
        return pid;
    }

    it("is taken when nobody has it, and can be taken again after it is given back", () => {
        const file = join(folder(), "a.lock");
        assert.equal(tryLock(file), undefined);
        assert.equal(lockHolder(file), process.pid);
        unlock(file);
        assert.equal(existsSync(file), false);
        assert.equal(tryLock(file), undefined);
        unlock(file);
    });

    it("names the live process that has it", () => {
        const file = join(folder(), "a.lock");
        const pid = heldByAnother(file);
        assert.equal(tryLock(file), pid);
        assert.equal(lockHolder(file), pid);
    });

    it("is not given back by a process that does not have it", () => {
        const file = join(folder(), "a.lock");
        const pid = heldByAnother(file);
        unlock(file);
        assert.equal(lockHolder(file), pid);
    });

    it("is broken when its process is gone", () => {
        const file = join(folder(), "a.lock");
        writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, start: "1" }));
        assert.equal(tryLock(file), undefined);
        assert.equal(lockHolder(file), process.pid);
        assert.deepEqual(readdirSync(folder()), ["a.lock"]);
    });

    it("is broken when its pid now belongs to a later process", () => {
        const file = join(folder(), "a.lock");
        writeFileSync(file, JSON.stringify({ pid: process.ppid, start: "1" }));
        assert.equal(tryLock(file), undefined);
    });

    it("is broken when its file is not readable as a lock", () => {
        const file = join(folder(), "a.lock");
        writeFileSync(file, "");
        assert.equal(tryLock(file), undefined);
    });

    it("is waited for, saying once for whom", async () => {
        const file = join(folder(), "a.lock");
        const pid = heldByAnother(file);
        const waitedFor: number[] = [];
        const result = withLock(
            file,
            (holder) => waitedFor.push(holder),
            () => Promise.resolve("done"),
        );
        await sleep(700);
        other?.kill("SIGKILL");
        assert.equal(await result, "done");
        assert.deepEqual(waitedFor, [pid]);
        assert.equal(existsSync(file), false);
    });

    it("is given back when the work under it fails", async () => {
        const file = join(folder(), "a.lock");
        const work = withLock(
            file,
            () => undefined,
            () => Promise.reject(new Error("no")),
        );
        await assert.rejects(work, { message: "no" });
        assert.equal(existsSync(file), false);
    });
});
