import { join } from "node:path";

import { binaryOf } from "../engine/build.ts";
import { apiServer, controllerManager, etcd, type Part } from "../engine/parts.ts";
import { type Credentials, servingCertificate } from "./credentials.ts";
import type { Layout } from "./layout.ts";

/** One process of a control plane. Its arguments name the folder, so that it can be found again. */
export interface Component {
    readonly name: string;
    readonly commandLine: readonly string[];
}

export const componentNames = [etcd.binary, apiServer.binary, controllerManager.binary];

/** Kubeconfig of the controller manager. */
export function controllerManagerKubeconfig(layout: Layout): string {
    return join(layout.credentials, "controller-manager.kubeconfig");
}

/** The processes of a control plane, in the order of their start. */
export function componentsOf(
    layout: Layout,
    credentials: Credentials,
    port: number,
): Record<"etcd" | "apiServer" | "controllerManager", Component> {
    // etcd listens on Unix sockets only, which the folder's mode 0700 guards: a port would be open
    // to every user of this machine. The names are relative to the working folder, because a
    // socket's path is limited to 107 characters, and end in `:0` because etcd insists on a port.
    const clients = "unix://etcd.sock:0";
    const peers = "unix://peer.sock:0";
    const serviceAccountKey = credentials.serviceAccountKey;

    return {
        etcd: component(etcd, {
            name: "local",
            "data-dir": layout.data,
            "listen-client-urls": clients,
            "advertise-client-urls": clients,
            "listen-peer-urls": peers,
            "initial-advertise-peer-urls": peers,
            "initial-cluster": `local=${peers}`,
            // A killed process loses nothing by this; a power cut may, and then we start from empty.
            "unsafe-no-fsync": "true",
            "log-level": "warn",
        }),
        apiServer: component(apiServer, {
            "etcd-servers": clients,
            "bind-address": "127.0.0.1",
            "advertise-address": "127.0.0.1",
            "secure-port": `${port}`,
            "cert-dir": layout.certificates,
            "anonymous-auth": "false",
            "token-auth-file": credentials.tokens,
            "authorization-mode": "RBAC",
            "service-account-issuer": "https://kubernetes.default.svc",
            "service-account-key-file": serviceAccountKey,
            "service-account-signing-key-file": serviceAccountKey,
            "service-cluster-ip-range": "10.0.0.0/16",
            "allow-privileged": "true",
            // It would publish 127.0.0.1 as the address of the `kubernetes` service, which is refused.
            "endpoint-reconciler-type": "none",
            profiling: "false",
        }),
        controllerManager: component(controllerManager, {
            kubeconfig: controllerManagerKubeconfig(layout),
            "service-account-private-key-file": serviceAccountKey,
            "root-ca-file": servingCertificate(layout),
            "leader-elect": "false",
            // It serves nothing: 0 turns its port off.
            "secure-port": "0",
        }),
    };
}

function component(part: Part, flags: Readonly<Record<string, string>>): Component {
    const options = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    return { name: part.binary, commandLine: [binaryOf(part), ...options] };
}
