import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";

import { ensureParts } from "../engine/build.ts";
import { apiServer, controllerManager, etcd } from "../engine/parts.ts";
import { processesNaming, stopAll } from "../processes.ts";
import { duration, print, type Report } from "../terminal.ts";
import { componentNames, componentsOf, controllerManagerKubeconfig } from "./components.ts";
import { credentialsOf, dropUnusableCertificate, servingCertificate } from "./credentials.ts";
import { type Access, readKubeconfig, writeKubeconfig } from "./kubeconfig.ts";
import { freePort, launch, type Launched } from "./launch.ts";
import { type Layout, layoutOf } from "./layout.ts";
import {
    answers,
    ComponentEnded,
    hasDefaultServiceAccount,
    isReady,
    waitFor,
} from "./readiness.ts";

export interface ControlPlaneOptions {
    /** Folder for data, credentials and logs; made when missing. */
    readonly directory: string;
    /** Where the kubeconfig goes; `<directory>/kubeconfig` when left out. */
    readonly kubeconfig?: string;
    /** Paths that describe what is in the cluster: removed whenever it starts empty. */
    readonly dependents?: readonly string[];
    /** Time limit of a start, in seconds. */
    readonly patience?: number;
    readonly report?: Report;
}

/** A running etcd, kube-apiserver and kube-controller-manager. It outlives the process that started it. */
export interface ControlPlane {
    readonly directory: string;
    readonly kubeconfig: string;
    readonly access: Access;
    /** `reused` was running, `restarted` kept its data, `started` is empty. */
    readonly origin: "reused" | "restarted" | "started";
    /** Ends its processes; the folder stays. */
    stop(): Promise<void>;
}

/**
 * Makes sure that the control plane of a folder runs and is ready.
 *
 * One that runs as this version would start it, and is ready, is used as it is. Otherwise what is
 * left of it is stopped and it starts again on its data, credentials and port. Its data is given
 * up in one case only: etcd refuses it (a machine that lost power; a first start killed early).
 * @throws Failure when a part cannot be built, ends early, or is not ready in time.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
    const { report = print, patience = 120 } = options;
    await ensureParts([etcd, apiServer, controllerManager], report);

    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const directory = realpathSync(options.directory);
    const layout = layoutOf(directory, options.kubeconfig);
    const plane = (access: Access, origin: ControlPlane["origin"]): ControlPlane => ({
        directory,
        kubeconfig: layout.kubeconfig,
        access,
        origin,
        stop: async () => {
            await stopControlPlane(directory);
        },
    });

    const running = readKubeconfig(layout.kubeconfig);
    if (running !== undefined && (await runsAsWanted(layout, running))) {
        report(`control plane: runs at ${running.server}`);
        return plane(running, "reused");
    }
    const stopped = await stopControlPlane(directory);
    if (stopped > 0) report(`control plane: stopped ${stopped} processes of an earlier run`);

    const begin = Date.now();
    let port = running === undefined ? await freePort() : portOf(running);
    let origin: ControlPlane["origin"] = "restarted";
    for (let attempt = 1; ; attempt++) {
        const isEmpty = !existsSync(join(layout.data, "member"));
        if (isEmpty) {
            giveUpData(layout, options.dependents ?? []);
            origin = "started";
        }
        try {
            const deadline = Date.now() + patience * 1000;
            const access = await start(layout, port, deadline);
            report(`control plane: ready at ${access.server} in ${duration(Date.now() - begin)}`);
            return plane(access, origin);
        } catch (error) {
            await stopControlPlane(directory);
            if (!(error instanceof ComponentEnded) || attempt === 5) throw error;
            if (lostPort(error.component)) {
                port = await freePort();
            } else if (error.component.name === etcd.binary && !isEmpty) {
                report("control plane: etcd refuses its data; starting from empty");
                rmSync(layout.data, { recursive: true, force: true });
            } else {
                throw error;
            }
        }
    }
}

/**
 * Ends the processes of the control plane of a folder, whoever started them.
 * @returns how many there were.
 */
export async function stopControlPlane(directory: string): Promise<number> {
    // Processes outlive a folder that somebody removed, so it need not exist.
    const own = existsSync(directory) ? realpathSync(directory) : directory;
    // Without its etcd an API server hangs in its farewell for a minute, hence the short grace;
    // etcd, which alone holds data, is gone within it.
    return await stopAll(() => processesNaming(own, componentNames), 1_000);
}

async function start(layout: Layout, port: number, deadline: number): Promise<Access> {
    const credentials = credentialsOf(layout);
    dropUnusableCertificate(layout);
    for (const socket of ["etcd.sock:0", "peer.sock:0"]) {
        rmSync(join(layout.directory, socket), { force: true });
    }

    const components = componentsOf(layout, credentials, port);
    const watched: Launched[] = [
        launch(components.etcd, layout),
        launch(components.apiServer, layout),
    ];
    const certificate = servingCertificate(layout);
    await waitFor("serving certificate", watched, deadline, () => isCertificate(certificate));

    const server = `https://127.0.0.1:${port}`;
    const authority = readFileSync(certificate, "utf8");
    const access = { server, authority, token: credentials.adminToken };
    const managerAccess = { server, authority, token: credentials.controllerManagerToken };
    writeKubeconfig(controllerManagerKubeconfig(layout), managerAccess);

    // The controller manager gives up when the API server does not listen within ten seconds.
    await waitFor("answer of kube-apiserver", watched, deadline, () => answers(access));
    watched.push(launch(components.controllerManager, layout));
    await waitFor("ready kube-apiserver", watched, deadline, () => isReady(access));
    await waitFor("default service account", watched, deadline, () =>
        hasDefaultServiceAccount(access),
    );
    writeKubeconfig(layout.kubeconfig, access);
    return access;
}

/** Whether exactly the processes that we would start are running, and serve. */
async function runsAsWanted(layout: Layout, access: Access): Promise<boolean> {
    if (!existsSync(layout.credentials)) return false;
    const credentials = credentialsOf(layout);
    const wanted = componentsOf(layout, credentials, portOf(access));
    const running = processesNaming(layout.directory, componentNames);
    const lines = (commands: (readonly string[])[]): string =>
        commands
            .map((words) => words.join("\0"))
            .sort()
            .join("\n");
    return (
        lines(running.map((found) => found.arguments)) ===
            lines(Object.values(wanted).map((component) => component.commandLine)) &&
        // Patient: a busy one is not a broken one.
        (await isReady(access, 10_000)) &&
        (await hasDefaultServiceAccount(access))
    );
}

function giveUpData(layout: Layout, dependents: readonly string[]): void {
    for (const path of [layout.data, ...dependents]) rmSync(path, { recursive: true, force: true });
}

function lostPort(component: Launched): boolean {
    return component.logTail().includes("address already in use");
}

function portOf(access: Access): number {
    return Number(new URL(access.server).port);
}

/** kube-apiserver writes the file in one go, but not atomically. */
function isCertificate(file: string): boolean {
    return (
        existsSync(file) && readFileSync(file, "utf8").trimEnd().endsWith("END CERTIFICATE-----")
    );
}
