import { request } from "node:https";

import type { Access } from "./kubeconfig.ts";

export interface Answer {
    readonly status: number;
    readonly body: string;
}

/**
 * One GET to an API server. A client library would take longer to load than the few reads here.
 * @throws the socket's error when nobody answers within `timeout` milliseconds.
 */
export function get(access: Access, path: string, timeout = 5_000): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const call = request(
            new URL(path, access.server),
            {
                ca: access.authority,
                headers: { authorization: `Bearer ${access.token}` },
                agent: false,
                timeout,
            },
            (response) => {
                let body = "";
                response.setEncoding("utf8");
                response.on("data", (text: string) => (body += text));
                response.on("end", () => {
                    resolve({ status: response.statusCode ?? 0, body });
                });
                response.on("error", reject);
            },
        );
        call.on("timeout", () => call.destroy(new Error(`no answer in ${timeout} ms`)));
        call.on("error", reject);
        call.end();
    });
}
