import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { lastLines } from "../failure.ts";
import type { Component } from "./components.ts";
import type { Layout } from "./layout.ts";

/** A process we started and watch until the control plane is ready. */
export interface Launched {
    readonly name: string;
    readonly log: string;
    /** Undefined while it runs; how it ended otherwise. */
    ended(): string | undefined;
    logTail(): string;
}

/**
 * Starts a component, detached, so that it outlives this process. Its log is
 * `logs/<name>.log`; that of the start before is kept as `logs/<name>.previous.log`.
 */
export function launch(component: Component, layout: Layout): Launched {
    mkdirSync(layout.logs, { recursive: true, mode: 0o700 });
    const log = join(layout.logs, `${component.name}.log`);
    if (existsSync(log)) renameSync(log, join(layout.logs, `${component.name}.previous.log`));
    const file = openSync(log, "w", 0o600);

    const [executable = "", ...flags] = component.commandLine;
    const child = spawn(executable, flags, {
        cwd: layout.directory,
        // Nothing of the caller's shell: no proxy, no GODEBUG, no cluster.
        env: { PATH: process.env["PATH"], HOME: layout.directory },
        detached: true,
        stdio: ["ignore", file, file],
    });
    closeSync(file);
    child.unref();

    let ended: string | undefined;
    child.once("error", (error) => (ended = error.message));
    child.once("exit", (code, signal) => (ended = signal ?? `exit code ${code}`));
    return {
        name: component.name,
        log,
        ended: () => ended,
        logTail: () => lastLines(readFileSync(log, "utf8"), 8),
    };
}

/** A port of 127.0.0.1 that was free a moment ago: who uses it must expect to lose the race. */
export function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const probe = createServer();
        probe.once("error", reject);
        probe.listen(0, "127.0.0.1", () => {
            const address = probe.address();
            probe.close(() => {
                resolve(typeof address === "object" ? (address?.port ?? 0) : 0);
            });
        });
    });
}
