import { existsSync, rmSync } from "node:fs";
import { relative } from "node:path";

import { stopControlPlane } from "../control-plane/control-plane.ts";
import { Failure } from "../failure.ts";
import { tryLock } from "../lock.ts";
import type { LocalPaths } from "../paths.ts";
import type { Report } from "../terminal.ts";
import { stopStrayEngine } from "./recovery.ts";

/**
 * Ends every process that works for a checkout and removes its `.local`.
 * @throws Failure while a `make up` of the checkout is at work.
 */
export async function removeLocal(
    paths: LocalPaths,
    checkout: string,
    report: Report,
): Promise<void> {
    const exists = existsSync(paths.directory);
    const holder = exists ? tryLock(paths.lock) : undefined;
    if (holder !== undefined) {
        throw new Failure(
            `\`make up\` (process ${holder}) is at work in this checkout. ` +
                `End it with \`kill ${holder}\` and run \`make down\` again.`,
        );
    }
    const engines = await stopStrayEngine(paths.run);
    if (engines > 0) report(`stopped ${engines} processes of an interrupted engine run`);
    const components = await stopControlPlane(paths.controlPlane);
    if (components > 0) report(`stopped the control plane (${components} processes)`);

    if (exists) {
        rmSync(paths.directory, { recursive: true, force: true });
        report(`removed ${relative(checkout, paths.directory)}`);
    }
    if (!exists && engines + components === 0)
        report("nothing to do: nothing of `make up` is here");
}
