import { readFileSync, renameSync, writeFileSync } from "node:fs";

import { parse, stringify } from "yaml";

/** How to reach an API server. */
export interface Access {
    /** `https://127.0.0.1:<port>` */
    readonly server: string;
    /** PEM */
    readonly authority: string;
    readonly token: string;
}

const name = "local";

/** Writes a kubeconfig, mode 0600, with one context called `local`; it needs no other file. */
export function writeKubeconfig(file: string, access: Access): void {
    const authority = Buffer.from(access.authority).toString("base64");
    const cluster = { server: access.server, "certificate-authority-data": authority };
    const text = stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name, cluster }],
        users: [{ name, user: { token: access.token } }],
        contexts: [{ name, context: { cluster: name, user: name } }],
        "current-context": name,
    });
    // Replaced whole: the reader of a running program never sees half a file.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
}

/** Reads a kubeconfig that `writeKubeconfig` wrote; undefined when there is none or it is broken. */
export function readKubeconfig(file: string): Access | undefined {
    try {
        const config = parse(readFileSync(file, "utf8")) as {
            clusters: [{ cluster: { server: string; "certificate-authority-data": string } }];
            users: [{ user: { token: string } }];
        };
        const [{ cluster }] = config.clusters;
        const authority = Buffer.from(cluster["certificate-authority-data"], "base64").toString();
        return { server: cluster.server, authority, token: config.users[0].user.token };
    } catch {
        return undefined;
    }
}
