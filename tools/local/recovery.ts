import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import type { Engine } from "../engine/engine.ts";
import { stateFolder } from "../engine/environment.ts";
import { pulumi } from "../engine/pulumi.ts";
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
    readonly deployment: {
        readonly pending_operations?: readonly {
            readonly type: string;
            readonly resource: { readonly urn: string };
        }[];
    };
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
 * Resolves the operations that a killed run had begun, of which nobody knows whether they ended.
 *
 * A begun create is forgotten: the next `up` applies the object again under the same name, which
 * finds the object if it is there (the program sets `upsertExistingObjects`). A begun update or
 * delete is read back from the cluster, so that the next `up` compares with what is really there.
 * Objects that get their names from the engine would be made twice; the program has none.
 * @param exported the state, as `pulumi stack export` prints it.
 */
export async function resolvePendingOperations(
    left: LeftBehind,
    cwd: string,
    exported: string,
): Promise<void> {
    const state = JSON.parse(exported) as Deployment;
    const pending = state.deployment.pending_operations ?? [];
    if (pending.length === 0) return;
    left.report(`state: an earlier run stopped amid ${pending.length} operations; resolving them`);

    const readBack = pending
        .filter((operation) => operation.type !== "creating")
        .flatMap((operation) => ["--target", operation.resource.urn]);
    const { directory, engine, stack } = left;
    if (readBack.length > 0) {
        const refresh = ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"];
        const commandLine = [...refresh, "--stack", stack, ...readBack];
        if ((await pulumi(engine, commandLine, { directory, cwd })).code === 0) return;
        // The state may name a port on which the cluster no longer is. `up` is told the new one, and
        // differs from the state wherever the program has not changed since.
        left.report("state: the cluster cannot be read with it; forgetting the operations");
    }
    // An import leaves pending operations out; the engine has no command of its own for that.
    const file = join(directory, "export.json");
    writeFileSync(file, exported, { mode: 0o600 });
    await must(left, ["stack", "import", "--stack", stack, "--file", file], cwd);
}
