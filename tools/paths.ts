import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The checkout. Resolved, because processes are recognised by the paths in their arguments. */
export const repository = realpathSync(resolve(import.meta.dirname, ".."));

/** The folder of the Node that the project pins; the host's own may be older. */
export const nodeFolder = join(repository, "node_modules", ".bin");

/** What one `make up` owns, all of it under one folder that `make down` removes. */
export interface LocalPaths {
    readonly directory: string;
    readonly lock: string;
    readonly kubeconfig: string;
    readonly controlPlane: string;
    /** The engine's home, state, passphrase and copy of the stack file. */
    readonly run: string;
}

export function localPaths(checkout: string = repository): LocalPaths {
    const directory = join(checkout, ".local");
    return {
        directory,
        lock: join(directory, "up.lock"),
        kubeconfig: join(directory, "kubeconfig"),
        controlPlane: join(directory, "control-plane"),
        run: join(directory, "run"),
    };
}

/** Where built binaries are kept for all checkouts of this user. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
    const own = environment["NEURALLOG_CACHE"];
    if (own) return resolve(own);
    const shared = environment["XDG_CACHE_HOME"] || join(homedir(), ".cache");
    return join(shared, "neurallog-infrastructure");
}
