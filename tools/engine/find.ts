import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { isAtLeast } from "./version.ts";

/** A Pulumi that the host already has. */
export interface FoundPulumi {
    readonly pulumi: string;
    readonly version: string;
    /** Whether the Kubernetes plugin of the SDK's version is installed in its home. */
    readonly hasProvider: boolean;
}

/** What the program needs of an engine. */
export interface Wanted {
    readonly pulumi: string;
    readonly provider: string;
}

/**
 * Looks for a usable Pulumi on PATH.
 * @returns what was found, or why it is not used; undefined when there is none at all.
 */
export function findPulumi(
    wanted: Wanted,
    environment: NodeJS.ProcessEnv,
): FoundPulumi | { readonly refused: string } | undefined {
    const pulumi = findOnPath("pulumi", environment);
    if (pulumi === undefined) return undefined;

    const answer = spawnSync(pulumi, ["version"], {
        encoding: "utf8",
        env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
        timeout: 20_000,
    });
    const version = /^v?(\d+\.\d+\.\d+\S*)/m.exec(answer.stdout)?.[1];
    if (version === undefined) return { refused: `${pulumi} does not tell its version` };
    if (!isAtLeast(version, wanted.pulumi)) {
        return { refused: `${pulumi} is ${version}, older than ${wanted.pulumi}` };
    }

    const beside = join(dirname(realpathSync(pulumi)), "pulumi-language-nodejs");
    if (!isExecutable(beside) && findOnPath("pulumi-language-nodejs", environment) === undefined) {
        return { refused: `${pulumi} has no pulumi-language-nodejs` };
    }
    return { pulumi, version, hasProvider: existsSync(installedProvider(wanted, environment)) };
}

/** The first executable of a name on PATH. */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
    return (environment["PATH"] ?? "")
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, name))
        .find(isExecutable);
}

function installedProvider(wanted: Wanted, environment: NodeJS.ProcessEnv): string {
    const home = environment["PULUMI_HOME"] || join(homedir(), ".pulumi");
    const plugin = `resource-kubernetes-v${wanted.provider}`;
    return join(home, "plugins", plugin, "pulumi-resource-kubernetes");
}

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
