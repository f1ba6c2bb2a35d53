import type { Engine } from "../engine/engine.ts";
import { type Outcome, pulumi } from "../engine/pulumi.ts";
import { Failure } from "../failure.ts";

/** Runs a Pulumi command that has to succeed. @throws Failure with all that it said. */
export async function must(
    run: { readonly engine: Engine; readonly directory: string },
    commandLine: readonly string[],
    cwd: string,
): Promise<Outcome> {
    const outcome = await pulumi(run.engine, commandLine, { directory: run.directory, cwd });
    if (outcome.code !== 0) throw failureOf(commandLine.slice(0, 2).join(" "), outcome);
    return outcome;
}

/** What to say about a command that did not succeed. */
export function failureOf(command: string, outcome: Outcome): Failure {
    const said = `${outcome.stdout.trim()}\n${outcome.stderr.trim()}`.trim();
    if (outcome.interrupted) {
        return new Failure(`${said}\n\nInterrupted. Run \`make up\` again to go on from here.`);
    }
    const end = outcome.signal ?? `exit code ${outcome.code}`;
    return new Failure(`pulumi ${command} failed (${end}):\n\n${said}`);
}

/** `+ 47 created, 5 unchanged`, or `0 changes, 52 unchanged`, out of what `pulumi up` printed. */
export function summaryOf(output: string): string {
    const counts = resourceCounts(output);
    const changed = counts.some((count) => !count.endsWith("unchanged"));
    return [...(changed ? [] : ["0 changes"]), ...counts].join(", ");
}

/** The paragraphs of `pulumi up` that say more than that it worked: warnings, advice of policies. */
export function warningsOf(output: string): string[] {
    return output
        .split(/\n(?=\S)/)
        .filter((section) => /^(Diagnostics|Policy Violations):/i.test(section))
        .map((section) => section.trimEnd());
}

function resourceCounts(output: string): string[] {
    const lines = output.split("\n");
    const heading = lines.lastIndexOf("Resources:");
    if (heading < 0) return [];
    const end = lines.findIndex((line, index) => index > heading && line.trim() === "");
    return lines
        .slice(heading + 1, end < 0 ? undefined : end)
        .map((line) => line.trim().replace(/\s+/g, " "));
}
