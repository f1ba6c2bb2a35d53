import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { cacheFolder } from "../paths.ts";
import { print, type Report } from "../terminal.ts";
import { binaryOf, ensureParts } from "./build.ts";
import { findPulumi } from "./find.ts";
import { kubernetesProvider, languageHost, providerVersion, pulumiCli } from "./parts.ts";

/** Everything that runs the program. What runs in it never learns where it came from. */
export interface Engine {
    /** Absolute path of the CLI. */
    readonly pulumi: string;
    /**
     * Built from the pinned modules. Their language host neither passes `nodeargs` on nor starts
     * policy packs, so the environment does both.
     */
    readonly built: boolean;
    /** Kubernetes provider to run with; undefined when the user's own Pulumi home has it. */
    readonly provider: string | undefined;
}

export interface EngineOptions {
    readonly report?: Report;
    readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Finds a Pulumi on PATH, or builds the parts of one that are missing.
 * `NEURALLOG_ENGINE=build` builds in any case.
 * @throws Failure when something has to be built and cannot be.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
    const { report = print, environment = process.env } = options;
    const wanted = { pulumi: pulumiCli.version, provider: providerVersion };
    const found =
        environment["NEURALLOG_ENGINE"] === "build" ? undefined : findPulumi(wanted, environment);

    if (found === undefined || "refused" in found) {
        if (found !== undefined) report(`engine: ${found.refused}; not used`);
        await ensureParts([languageHost, pulumiCli, kubernetesProvider], report);
        report(`engine: pulumi ${pulumiCli.version}, built from its Go modules`);
        return { pulumi: assembleCli(), built: true, provider: binaryOf(kubernetesProvider) };
    }

    report(`engine: pulumi v${found.version} on PATH`);
    if (found.hasProvider) return { pulumi: found.pulumi, built: false, provider: undefined };

    await ensureParts([kubernetesProvider], report);
    report(`engine: it has no kubernetes plugin v${providerVersion}; a built one is used`);
    return { pulumi: found.pulumi, built: false, provider: binaryOf(kubernetesProvider) };
}

/**
 * Lays CLI and language host side by side, where the CLI looks for it without a warning. It
 * resolves symbolic links first, so these are hard links, which the cache's one file system allows.
 */
function assembleCli(): string {
    const binaries = [pulumiCli, languageHost].map((part) => binaryOf(part));
    const digest = createHash("sha256").update(binaries.join("\0")).digest("hex").slice(0, 12);
    const folder = join(cacheFolder(), `engine-${digest}`);
    if (!existsSync(folder)) {
        const draft = `${folder}.unfinished-${process.pid}`;
        rmSync(draft, { recursive: true, force: true });
        mkdirSync(draft, { recursive: true });
        for (const binary of binaries) linkSync(binary, join(draft, basename(binary)));
        try {
            renameSync(draft, folder);
        } catch (error) {
            // Another checkout was faster.
            if (!existsSync(folder)) throw error;
            rmSync(draft, { recursive: true, force: true });
        }
    }
    return join(folder, pulumiCli.binary);
}

/** Folder of the CLI, for PATH. */
export function engineFolder(engine: Engine): string {
    return dirname(engine.pulumi);
}
