import { execFileSync, spawn } from "node:child_process";
import {
    cpSync,
    mkdtempSync,
    readFileSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { nodeFolder, repository } from "../../tools/paths.ts";

/** What a command of a checkout did. */
export interface Run {
    readonly code: number | null;
    /** Everything it printed, on both streams. */
    readonly output: string;
}

/** A command of a checkout that still runs. */
export interface Running {
    readonly pid: number;
    readonly ended: Promise<Run>;
}

/** The `neurallog:*` keys of a stack file. */
export type StackFile = Record<string, unknown>;

/**
 * A second checkout of this repository in a folder of its own, as it stands in the working tree. What a user does in
 * a checkout, a test does here, with the same commands.
 */
export class Checkout {
    readonly directory: string;

    constructor(stack: StackFile) {
        this.directory = realpathSync(mkdtempSync(join(tmpdir(), "neurallog-checkout-")));
        const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        const files = execFileSync("git", listed, { cwd: repository, encoding: "utf8" });
        for (const file of files.split("\0").filter((name) => name !== "")) {
            cpSync(join(repository, file), join(this.directory, file), { force: true });
        }
        symlinkSync(join(repository, "node_modules"), join(this.directory, "node_modules"));
        this.write(stack);
    }

    get kubeconfig(): string {
        return join(this.directory, ".local", "kubeconfig");
    }

    get stack(): StackFile {
        const text = readFileSync(this.stackFile, "utf8");
        return (parse(text) as { config: StackFile }).config;
    }

    /** Writes the whole stack file. */
    write(config: StackFile): void {
        writeFileSync(this.stackFile, stringify({ config }));
    }

    /** What `make up` runs. */
    up(): Promise<Run> {
        return this.start("tools/up.ts").ended;
    }

    /** What `make down` runs. */
    down(): Promise<Run> {
        return this.start("tools/down.ts").ended;
    }

    /** Starts a tool of the checkout. */
    start(tool: string): Running {
        const child = spawn(join(nodeFolder, "node"), [tool], {
            cwd: this.directory,
            env: { ...process.env, NO_COLOR: "1" },
            stdio: ["ignore", "pipe", "pipe"],
        });
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (text: string) => (output += text));
        }
        const ended = new Promise<Run>((resolve, reject) => {
            child.once("error", reject);
            child.once("close", (code) => {
                resolve({ code, output });
            });
        });
        return { pid: child.pid ?? 0, ended };
    }

    /** Stops what it started and removes the folder. */
    async remove(): Promise<void> {
        await this.down();
        rmSync(this.directory, { recursive: true, force: true });
    }

    private get stackFile(): string {
        return join(this.directory, "Pulumi.local.yaml");
    }
}

/** Leaves the admission policies out, so that what they would refuse first reaches the guard under test. */
export const WITHOUT_ADMISSION: StackFile = { "neurallog:admission": undefined };

/** The stack file of the repository with other tenants, and with `changes` laid over its keys. */
export function localStack(tenants: unknown, changes: StackFile = {}): StackFile {
    const text = readFileSync(join(repository, "Pulumi.local.yaml"), "utf8");
    const { config } = parse(text) as { config: StackFile };
    return { ...config, "neurallog:tenants": tenants, ...changes };
}
