import { setTimeout as sleep } from "node:timers/promises";

import { Failure } from "../failure.ts";
import { get } from "./api.ts";
import type { Access } from "./kubeconfig.ts";
import type { Launched } from "./launch.ts";

/** A component that ended before the control plane was ready. */
export class ComponentEnded extends Failure {
    readonly component: Launched;

    constructor(component: Launched) {
        super(
            `${component.name} ended (${component.ended()}) before it was ready. Its log ends:\n` +
                `${component.logTail()}\nAll of it: ${component.log}`,
        );
        this.component = component;
    }
}

/**
 * Waits for a condition, looking every 50 ms.
 * @throws ComponentEnded as soon as one of the watched components ends.
 * @throws Failure at `deadline` (as of `Date.now()`), saying what was waited for.
 */
export async function waitFor(
    what: string,
    watched: readonly Launched[],
    deadline: number,
    condition: () => boolean | Promise<boolean>,
): Promise<void> {
    for (;;) {
        const ended = watched.find((component) => component.ended() !== undefined);
        if (ended !== undefined) throw new ComponentEnded(ended);
        if (await condition()) return;
        if (Date.now() > deadline) {
            const logs = watched.map((component) => `    ${component.log}`).join("\n");
            throw new Failure(`The control plane was not ready in time: no ${what}. See\n${logs}`);
        }
        await sleep(50);
    }
}

/** Whether the API server answers at all, ready or not. */
export async function answers(access: Access): Promise<boolean> {
    return (await status(access, "/readyz")) !== undefined;
}

/** Whether the API server is ready to serve and says so within `timeout` milliseconds. */
export async function isReady(access: Access, timeout?: number): Promise<boolean> {
    return (await status(access, "/readyz", timeout)) === 200;
}

/**
 * Whether the controller manager has done its first work: it makes this account. On data of an
 * earlier start the account is there already, so then this proves only that reads work.
 */
export async function hasDefaultServiceAccount(access: Access): Promise<boolean> {
    return (await status(access, "/api/v1/namespaces/default/serviceaccounts/default")) === 200;
}

async function status(access: Access, path: string, timeout = 1_000): Promise<number | undefined> {
    try {
        return (await get(access, path, timeout)).status;
    } catch {
        return undefined;
    }
}
