import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { Failure } from "../failure.ts";

/**
 * A folder outside the program in which the engine finds the project and a copy of its stack file.
 *
 * The engine writes the salt of the passphrase into the stack file. Commands that do so
 * (`stack init`) run in this folder, and `up` reads the copy, so the committed file stays clean.
 */
export interface ProjectCopy {
    readonly directory: string;
    readonly stackFile: string;
}

/**
 * Copies a project's name and stack file into `<run>/project`, keeping the salt of an earlier copy.
 * @throws Failure when the stack file is missing, or holds secrets that only its owner can read.
 */
export function copyProject(source: string, stack: string, run: string): ProjectCopy {
    const fileName = `Pulumi.${stack}.yaml`;
    const original = join(source, fileName);
    if (!existsSync(original))
        throw new Failure(`${original} is missing: it is the stack to bring up.`);
    const text = readFileSync(original, "utf8");
    if (saltOf(text) !== undefined) {
        throw new Failure(
            `${fileName} has an encryptionsalt: its secrets need a passphrase of their own, and ` +
                `this stack's is made for the occasion. Remove the secrets and the salt.`,
        );
    }

    const directory = join(run, "project");
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { name } = parse(readFileSync(join(source, "Pulumi.yaml"), "utf8")) as { name: string };
    writeFileSync(join(directory, "Pulumi.yaml"), stringify({ name, runtime: "nodejs" }));

    const stackFile = join(directory, fileName);
    const salt = existsSync(stackFile) ? saltOf(readFileSync(stackFile, "utf8")) : undefined;
    writeFileSync(stackFile, salt === undefined ? text : `${text.trimEnd()}\n${salt}\n`, {
        mode: 0o600,
    });
    return { directory, stackFile };
}

function saltOf(text: string): string | undefined {
    return text.split("\n").find((line) => line.startsWith("encryptionsalt:"));
}
