import { join } from "node:path";

/** Files of a control plane, all in its own folder except the kubeconfig, which may be elsewhere. */
export interface Layout {
    readonly directory: string;
    readonly kubeconfig: string;
    readonly data: string;
    readonly credentials: string;
    readonly certificates: string;
    readonly logs: string;
}

export function layoutOf(directory: string, kubeconfig?: string): Layout {
    return {
        directory,
        kubeconfig: kubeconfig ?? join(directory, "kubeconfig"),
        data: join(directory, "etcd"),
        credentials: join(directory, "credentials"),
        certificates: join(directory, "certificates"),
        logs: join(directory, "logs"),
    };
}
