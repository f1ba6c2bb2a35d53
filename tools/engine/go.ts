import { spawnSync } from "node:child_process";

import { Failure } from "../failure.ts";
import { isAtLeast } from "./version.ts";

/** The first Go that fetches the toolchain a go.mod asks for by itself. */
const oldestGo = "1.21.0";

/** Throws a Failure that names the next step when this host has no usable Go. */
export function requireGo(environment: NodeJS.ProcessEnv): void {
    const found = spawnSync("go", ["version"], {
        encoding: "utf8",
        env: { ...environment, GOTOOLCHAIN: "local" },
    });
    const next = `Install Go 1.21 or newer (https://go.dev/dl/), put it on PATH and run this again.`;
    if (found.error !== undefined || found.status !== 0) {
        throw new Failure(
            `Go is needed to build the engine, and \`go version\` does not run. ${next}`,
        );
    }
    const version = /go(\d+\.\d+(\.\d+)?)/.exec(found.stdout)?.[1];
    if (version !== undefined && !isAtLeast(version, oldestGo)) {
        throw new Failure(`Go ${version} is too old to build the engine. ${next}`);
    }
}

/** The environment of a build: the same result whatever the caller's Go settings are. */
export function buildEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return {
        ...environment,
        // Undefined: not set. A binary for another system would be of no use here.
        GOOS: undefined,
        GOARCH: undefined,
        CGO_ENABLED: "0",
        GOFLAGS: "-mod=readonly",
        GOTOOLCHAIN: "auto",
        GOWORK: "off",
    };
}
