import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import type { Engine } from "../engine/engine.ts";
import { stateFolder } from "../engine/environment.ts";
import { processesMarked, stopAll } from "../processes.ts";
import type { Report } from "../terminal.ts";
import { must } from "./outcome.ts";

/** A stack that an earlier run may have left half-way. */
export interface LeftBehind {
    readonly engine: Engine;
    readonly directory: string;
    readonly stack: string;
    readonly report: Report;
}

interface Deployment {
    readonly deployment: { readonly pending_operations?: readonly unknown[] };
}

/**
 * Ends what is left of an engine run: the engine itself first, asked to finish the operations
 * under way, then its plugins, which outlive an engine that was killed.
 * @returns how many processes there were.
 */
export async function stopStrayEngine(directory: string): Promise<number> {
    const engines = (): ReturnType<typeof processesMarked> =>
        processesMarked(directory).filter(
            (found) => basename(found.arguments[0] ?? "") === "pulumi",
        );
    const stopped = await stopAll(engines, 20_000, "SIGINT");
    return stopped + (await stopAll(() => processesMarked(directory), 2_000));
}

/** Gives up the lock of a run that was killed. No engine of ours is alive when this is called. */
export async function unlockState(left: LeftBehind, cwd: string): Promise<void> {
    const locks = join(stateFolder(left.directory), ".pulumi", "locks");
    if (!existsSync(locks)) return;
    const names = readdirSync(locks, { recursive: true, encoding: "utf8" });
    if (!names.some((name) => name.endsWith(".json"))) return;
    left.report("state: an earlier run was killed; giving up its lock");
    await must(left, ["cancel", "--yes", "--stack", left.stack], cwd);
}

/**
 * Forgets the operations that a killed run had begun, of which nobody knows whether they ended. The engine carries
 * them along for ever; importing the state it exported leaves them out.
 *
 * The next `up` does each again: an object whose creation had begun is applied under its fixed name (the program sets
 * `upsertExistingObjects`), one whose change had begun still differs from the program, and one whose deletion had begun
 * is deleted, or found to be gone. A change that had begun and is taken out of the program before the next `up` stays
 * on the cluster until a `pulumi refresh` finds it.
 * @param exported the state, as `pulumi stack export` prints it.
 */
export async function forgetPendingOperations(
    left: LeftBehind,
    cwd: string,
    exported: string,
): Promise<void> {
    const state = JSON.parse(exported) as Deployment;
    const pending = state.deployment.pending_operations ?? [];
    if (pending.length === 0) return;
    left.report(
        `state: an earlier run stopped amid ${pending.length} operations; doing them again`,
    );
    const file = join(left.directory, "export.json");
    writeFileSync(file, exported, { mode: 0o600 });
    await must(left, ["stack", "import", "--stack", left.stack, "--file", file], cwd);
}
