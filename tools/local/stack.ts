import type { Engine } from "../engine/engine.ts";
import { policyPackOf } from "../engine/policy-pack.ts";
import { pulumi } from "../engine/pulumi.ts";
import { duration, type Report } from "../terminal.ts";
import { failureOf, must, summaryOf, warningsOf } from "./outcome.ts";
import { forgetPendingOperations, stopStrayEngine, unlockState } from "./recovery.ts";
import { copyProject } from "./stack-file.ts";

/** A stack of a project, with its state in a folder. */
export interface StackRun {
    readonly engine: Engine;
    /** Folder with Pulumi.yaml and the stack file. */
    readonly project: string;
    readonly stack: string;
    /** Absolute folder of the run: state, passphrase, Pulumi home, copy of the stack file. */
    readonly directory: string;
    readonly report: Report;
}

/**
 * Brings a stack up under the policy pack, from whatever an earlier run left behind.
 * @throws Failure with all that the engine said, when it does not succeed.
 */
export async function bringUp(run: StackRun): Promise<void> {
    const { engine, stack, directory, report } = run;
    const strays = await stopStrayEngine(directory);
    if (strays > 0) report(`engine: stopped ${strays} processes of an interrupted run`);

    const copy = copyProject(run.project, stack, directory);
    const state = ["stack", "export", "--stack", stack];
    const exported = await pulumi(engine, state, { directory, cwd: copy.directory });
    if (exported.code === 0) {
        await unlockState(run, copy.directory);
        await forgetPendingOperations(run, copy.directory, exported.stdout);
    } else if (exported.stderr.includes("no stack named")) {
        await must(run, ["stack", "init", stack], copy.directory);
    } else {
        throw failureOf("stack export", exported);
    }

    report("pulumi up: planning, then applying");
    const begin = Date.now();
    const options = ["--yes", "--suppress-progress", "--stack", stack];
    const outcome = await pulumi(
        engine,
        ["up", ...options, "--config-file", copy.stackFile, "--policy-pack", policyPackOf(engine)],
        { directory, cwd: run.project },
    );
    if (outcome.code !== 0) throw failureOf("up", outcome);
    for (const warning of warningsOf(outcome.stdout)) report(warning);
    report(`pulumi up: ${summaryOf(outcome.stdout)} (${duration(Date.now() - begin)})`);
}
