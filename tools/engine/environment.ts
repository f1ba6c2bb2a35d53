import { randomBytes } from "node:crypto";
import {
    existsSync,
    mkdirSync,
    readFileSync,
    renameSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

import { parse } from "yaml";

import { cacheFolder, nodeFolder, repository } from "../paths.ts";
import { runMark } from "../processes.ts";
import { engineFolder, type Engine } from "./engine.ts";
import { providerVersion } from "./parts.ts";
import { policyPackVariable } from "./policy-pack.ts";

/** The file backend's folder of a run. */
export function stateFolder(directory: string): string {
    return join(directory, "state");
}

/**
 * Makes what an engine run keeps in `directory` (state, passphrase, Pulumi home) where it is not
 * there yet, and returns the environment of the run: hermetic, and the same for everybody.
 * @param directory absolute; it also marks the run's processes, so that they can be found again.
 */
export function engineEnvironment(
    engine: Engine,
    directory: string,
    environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
    mkdirSync(stateFolder(directory), { recursive: true, mode: 0o700 });
    const inherited = Object.entries(environment).filter(([name]) => !isOverruled(name));
    const path = [nodeFolder, engineFolder(engine), environment["PATH"] ?? ""];
    return {
        ...Object.fromEntries(inherited),
        PATH: path.join(delimiter),
        [runMark]: directory,
        PULUMI_BACKEND_URL: pathToFileURL(stateFolder(directory)).href,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(directory),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
        // A fifth less work: Node compiles the SDK once, not in each of a run's processes.
        NODE_COMPILE_CACHE: environment["NODE_COMPILE_CACHE"] ?? join(cacheFolder(), "node"),
        // Only clusters that the stack names are reached, never the one a shell points at.
        KUBECONFIG: join(directory, "no-kubeconfig"),
        ...(engine.provider === undefined ? {} : ownHome(engine.provider, directory)),
        ...(engine.built ? builtHost(environment) : {}),
    };
}

/** Settings of the caller's shell that would change what a run does, or lose state when killed. */
function isOverruled(name: string): boolean {
    const names = [
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_CONFIG_PASSPHRASE",
        "PULUMI_SKIP_CHECKPOINTS",
        "PULUMI_STACK",
    ];
    return names.includes(name) || name.startsWith("PULUMI_K8S_");
}

function passphraseFile(directory: string): string {
    const file = join(directory, "passphrase");
    if (!existsSync(file)) {
        const draft = `${file}.${process.pid}`;
        writeFileSync(draft, randomBytes(24).toString("base64url"), { mode: 0o600 });
        renameSync(draft, file);
    }
    return file;
}

function ownHome(provider: string, directory: string): NodeJS.ProcessEnv {
    const home = join(directory, "home");
    const plugin = join(home, "plugins", `resource-kubernetes-v${providerVersion}`);
    mkdirSync(plugin, { recursive: true });
    const link = join(plugin, "pulumi-resource-kubernetes");
    rmSync(link, { force: true });
    symlinkSync(provider, link);
    // The CLI writes a verbose log of each run into this folder, which costs a fifth of the time
    // of a large preview. It goes without when there is a file in its place.
    writeFileSync(join(home, "logs"), "A file, so that the CLI writes no verbose logs.\n");
    return { PULUMI_HOME: home, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
}

function builtHost(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const given = environment["NODE_OPTIONS"];
    return {
        NODE_OPTIONS: [given, nodeArguments()].filter((part) => part).join(" "),
        [policyPackVariable]: environment[policyPackVariable] ?? join(repository, "policy"),
    };
}

/** Pulumi.yaml's `nodeargs`, which the built language host does not read. */
function nodeArguments(): string {
    const project = parse(readFileSync(join(repository, "Pulumi.yaml"), "utf8")) as {
        runtime?: { options?: { nodeargs?: string } };
    };
    return project.runtime?.options?.nodeargs ?? "";
}
