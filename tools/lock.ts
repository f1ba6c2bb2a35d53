import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startOf } from "./processes.ts";

/** Who holds a lock. The start time tells a process from a later one that got the same pid. */
interface Holder {
    readonly pid: number;
    readonly start: string;
}

/**
 * Takes a lock file, or says who has it. A lock whose process is gone is broken.
 * @returns undefined when the lock is ours, else the pid of the live holder.
 */
export function tryLock(file: string): number | undefined {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const own: Holder = { pid: process.pid, start: startOf(process.pid) ?? "" };
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
    try {
        for (;;) {
            try {
                // A link appears whole or not at all: nobody reads a half-written lock.
                linkSync(draft, file);
                process.once("exit", () => {
                    unlock(file);
                });
                return undefined;
            } catch (error) {
                if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
            }
            const holder = lockHolder(file);
            if (holder !== undefined) return holder;
            breakStale(file);
        }
    } finally {
        rmSync(draft, { force: true });
    }
}

/** Removes a lock if this process holds it. */
export function unlock(file: string): void {
    if (lockHolder(file) === process.pid) rmSync(file, { force: true });
}

/** The pid of the live process that holds a lock; undefined when none does. */
export function lockHolder(file: string): number | undefined {
    const holder = readHolder(file);
    if (holder === undefined) return undefined;
    return startOf(holder.pid) === holder.start ? holder.pid : undefined;
}

/**
 * Runs `body` under a lock, waiting for it as long as a live process has it.
 * @param waiting is told, once, the pid that is waited for.
 */
export async function withLock<T>(
    file: string,
    waiting: (holder: number) => void,
    body: () => Promise<T>,
): Promise<T> {
    for (let told = false; ; told = true) {
        const holder = tryLock(file);
        if (holder === undefined) break;
        if (!told) waiting(holder);
        await sleep(500);
    }
    try {
        return await body();
    } finally {
        unlock(file);
    }
}

/**
 * Moves a dead process's lock away. Should another process have broken it and taken the lock
 * between our look and our move, its lock is put back.
 */
function breakStale(file: string): void {
    const aside = `${file}.stale.${process.pid}`;
    try {
        renameSync(file, aside);
    } catch {
        return;
    }
    if (lockHolder(aside) !== undefined) linkSync(aside, file);
    rmSync(aside, { force: true });
}

function readHolder(file: string): Holder | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as Holder;
    } catch {
        return undefined;
    }
}
