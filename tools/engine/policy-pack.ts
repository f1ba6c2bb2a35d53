import { join } from "node:path";

import { repository } from "../paths.ts";
import type { Engine } from "./engine.ts";

/** Tells the launcher of a built engine which pack to run. */
export const policyPackVariable = "NEURALLOG_POLICY_PACK";

/**
 * What `--policy-pack` gets. A built engine cannot start packs through its language host, but it
 * takes an executable in the place of a folder.
 */
export function policyPackOf(engine: Engine): string {
    return engine.built
        ? join(import.meta.dirname, "run-policy-pack.mjs")
        : join(repository, "policy");
}
