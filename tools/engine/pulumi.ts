import { spawn } from "node:child_process";

import { onInterrupt } from "../interrupt.ts";
import { repository } from "../paths.ts";
import type { Engine } from "./engine.ts";
import { engineEnvironment } from "./environment.ts";

export interface PulumiOptions {
    /** Absolute folder that holds the run's state, passphrase and Pulumi home; made when missing. */
    readonly directory: string;
    /** Where the command runs, which decides the project; the repository when left out. */
    readonly cwd?: string;
    /** Variables on top of the run's environment. */
    readonly environment?: NodeJS.ProcessEnv;
    /** Told the pid, for a test that wants to kill the engine. */
    readonly onStart?: (pid: number) => void;
}

export interface Outcome {
    /** Null when a signal ended the command. */
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
    /** Whether an interrupt of ours was passed on to it. */
    readonly interrupted: boolean;
}

/**
 * Runs one Pulumi command, not interactively, and returns what it said whether or not it
 * succeeded. SIGINT and SIGTERM to this process are passed on as SIGINT: the first lets the
 * operations under way finish, the second gives them up.
 */
export async function pulumi(
    engine: Engine,
    commandLine: readonly string[],
    options: PulumiOptions,
): Promise<Outcome> {
    const command = spawn(engine.pulumi, [...commandLine, "--non-interactive", "--color=never"], {
        cwd: options.cwd ?? repository,
        env: { ...engineEnvironment(engine, options.directory), ...options.environment },
        // A group of its own: from a terminal it would get Ctrl-C a second time, which means give up.
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
    });
    if (command.pid !== undefined) options.onStart?.(command.pid);
    let interrupted = false;
    const done = onInterrupt(() => {
        interrupted = true;
        command.kill("SIGINT");
    });
    let stdout = "";
    let stderr = "";
    command.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    command.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    try {
        return await new Promise<Outcome>((resolve, reject) => {
            command.once("error", reject);
            command.once("exit", (code, signal) => {
                const finish = (): void => {
                    resolve({ code, signal, stdout, stderr, interrupted });
                };
                command.once("close", finish);
                // Plugins that outlive a killed engine hold its pipes open.
                setTimeout(finish, 1_000).unref();
            });
        });
    } finally {
        done();
    }
}
