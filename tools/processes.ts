import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A process found by looking at all of them: there is no pid file that could go stale. */
export interface RunningProcess {
    readonly pid: number;
    readonly arguments: readonly string[];
}

/** The variable that marks the processes of an engine run with the folder they work for. */
export const runMark = "NEURALLOG_RUN";

/** Processes with one of these executable names and an argument that lies in `directory`. */
export function processesNaming(
    directory: string,
    executables: readonly string[],
): RunningProcess[] {
    return allProcesses().filter(
        (candidate) =>
            executables.includes(basename(candidate.arguments[0] ?? "")) &&
            candidate.arguments.some((argument) => namesFolder(argument, directory)),
    );
}

/** Processes started by an engine run for `directory`, plugins included; never this process. */
export function processesMarked(directory: string): RunningProcess[] {
    const mark = `${runMark}=${directory}`;
    return allProcesses().filter(
        ({ pid }) => pid !== process.pid && environmentOf(pid).includes(mark),
    );
}

/**
 * Ends processes and waits until `find` finds none: a polite signal first, SIGKILL after `grace`
 * milliseconds.
 * @returns how many there were.
 */
export async function stopAll(
    find: () => RunningProcess[],
    grace: number,
    polite: NodeJS.Signals = "SIGTERM",
): Promise<number> {
    const found = find();
    for (const { pid } of found) signal(pid, polite);
    const patience = Date.now() + grace;
    for (let left = found; left.length > 0 || found.some(isAlive); left = find()) {
        if (Date.now() > patience) for (const { pid } of left) signal(pid, "SIGKILL");
        await sleep(25);
    }
    return found.length;
}

/**
 * A dying process loses its arguments, by which it is found, before its ports; and its first
 * thread may be gone while another still holds them.
 */
function isAlive({ pid }: RunningProcess): boolean {
    if (startOf(pid) !== undefined) return true;
    try {
        return readdirSync(`/proc/${pid}/task`).length > 1;
    } catch {
        return false;
    }
}

/** When a process was started, in a unit of the system's own; undefined when it does not run. */
export function startOf(pid: number): string | undefined {
    try {
        if (!existsSync("/proc/self/stat")) {
            return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], {
                encoding: "utf8",
            }).trim();
        }
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        // Field 2 is the name in brackets and may hold anything; state is field 3, start time 22.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return fields[0] === "Z" ? undefined : fields[19];
    } catch {
        return undefined;
    }
}

function signal(pid: number, name: NodeJS.Signals): void {
    try {
        process.kill(pid, name);
    } catch {
        // It ended by itself.
    }
}

function namesFolder(argument: string, directory: string): boolean {
    const at = argument.indexOf(directory);
    const next = argument[at + directory.length];
    return at >= 0 && (next === undefined || next === "/");
}

function allProcesses(): RunningProcess[] {
    if (!existsSync("/proc/self/cmdline")) return processesFromPs();
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((name) => ({
            pid: Number(name),
            arguments: readNullSeparated(`/proc/${name}/cmdline`),
        }))
        .filter((found) => found.arguments.length > 0);
}

function environmentOf(pid: number): readonly string[] {
    if (existsSync("/proc/self/environ")) return readNullSeparated(`/proc/${pid}/environ`);
    return execFileSync("ps", ["eww", "-o", "command=", "-p", `${pid}`], { encoding: "utf8" })
        .trim()
        .split(" ");
}

/** Where there is no /proc. Arguments with spaces come apart, which only makes less match. */
function processesFromPs(): RunningProcess[] {
    const listing = execFileSync("ps", ["axww", "-o", "pid=,command="], { encoding: "utf8" });
    return listing
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .map(([pid, ...words]) => ({ pid: Number(pid), arguments: words }));
}

/** Empty for a process that ended meanwhile, is a zombie, or belongs to somebody else. */
function readNullSeparated(file: string): string[] {
    try {
        return readFileSync(file, "utf8").split("\0").slice(0, -1);
    } catch {
        return [];
    }
}
