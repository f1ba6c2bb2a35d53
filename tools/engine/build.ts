import { spawn } from "node:child_process";
import {
    closeSync,
    existsSync,
    mkdirSync,
    openSync,
    readFileSync,
    readdirSync,
    renameSync,
    rmSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { Failure, lastLines } from "../failure.ts";
import { withLock } from "../lock.ts";
import { cacheFolder } from "../paths.ts";
import { duration, type Report } from "../terminal.ts";
import { buildEnvironment, requireGo } from "./go.ts";
import { linkerFlags, moduleFolderOf, partDigest, type Part } from "./parts.ts";

/**
 * Makes sure that the cache has the binaries of some parts (`binaryOf`), building what is missing.
 *
 * Builds go one after the other, over all checkouts of this user: each uses every core and some
 * gigabytes of memory.
 * @throws Failure when Go is missing or too old, or when a build fails.
 */
export async function ensureParts(
    parts: readonly Part[],
    report: Report,
    cache: string = cacheFolder(),
): Promise<void> {
    const missing = parts.filter((part) => !existsSync(binaryOf(part, cache)));
    if (missing.length === 0) return;
    const waiting = (holder: number): void => {
        report(`another checkout builds (process ${holder}); waiting for it`);
    };
    await withLock(join(cache, "build.lock"), waiting, async () => {
        for (const part of missing) await buildPart(part, report, cache);
    });
}

/** Where a part's binary is, or will be. */
export function binaryOf(part: Part, cache: string = cacheFolder()): string {
    return join(cache, `${part.binary}-${part.version}-${partDigest(part)}`, part.binary);
}

async function buildPart(part: Part, report: Report, cache: string): Promise<void> {
    const binary = binaryOf(part, cache);
    if (existsSync(binary)) return;
    requireGo(process.env);

    const name = `${part.binary} ${part.version}`;
    const folder = dirname(binary);
    removeUnfinished(folder);
    const draft = `${folder}.unfinished-${process.pid}`;
    const log = join(cache, "logs", `${part.binary}.log`);
    mkdirSync(dirname(log), { recursive: true });

    report(`${name}: building, about ${part.minutes} min on 2 cores`);
    const start = Date.now();
    const since = (): string => duration(Date.now() - start);
    const alive = setInterval(() => {
        report(`${name}: still building, ${since()}`);
    }, 60_000);
    try {
        const code = await goBuild(part, join(draft, part.binary), log);
        if (code !== 0) {
            const end = lastLines(readFileSync(log, "utf8"), 15);
            throw new Failure(
                `${name} could not be built. The build said:\n${end}\nAll of it: ${log}`,
            );
        }
        renameSync(draft, folder);
    } finally {
        clearInterval(alive);
        rmSync(draft, { recursive: true, force: true });
    }
    report(`${name}: built in ${since()}`);
}

function goBuild(part: Part, output: string, log: string): Promise<number | null> {
    const file = openSync(log, "w");
    const flags = ["-trimpath", "-ldflags", linkerFlags(part), "-o", output];
    const build = spawn("go", ["build", ...flags, part.package], {
        cwd: moduleFolderOf(part),
        env: buildEnvironment(process.env),
        stdio: ["ignore", file, file],
    });
    closeSync(file);
    const abandon = (): boolean => build.kill();
    process.once("exit", abandon);
    return new Promise((resolve, reject) => {
        build.once("error", reject);
        build.once("close", (code) => {
            process.removeListener("exit", abandon);
            resolve(code);
        });
    });
}

/** What an interrupted build left. The build lock is held, so nobody else is writing it. */
function removeUnfinished(folder: string): void {
    const cache = dirname(folder);
    for (const name of existsSync(cache) ? readdirSync(cache) : []) {
        if (name.startsWith(`${basename(folder)}.unfinished-`)) {
            rmSync(join(cache, name), { recursive: true, force: true });
        }
    }
}
