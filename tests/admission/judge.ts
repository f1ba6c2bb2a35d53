import assert from "node:assert/strict";

import type { Answer } from "./api.ts";
import type { Cluster, KubernetesObject } from "./cluster.ts";

import { pathOf } from "./api.ts";
import { JANE, TENANT, TWIN } from "./cluster.ts";

/** The same request in any namespace. */
export type Attempt = (cluster: Cluster, namespace: string) => Promise<Answer>;

export function create(object: KubernetesObject, as = JANE): Attempt {
    return (cluster, namespace) => cluster.create(object, namespace, as);
}

/** A merge patch, or a JSON patch, of an object that is there; `subresource` starts with a slash. */
export function patch(
    kind: string,
    name: string,
    change: object,
    { as = JANE, subresource = "" } = {},
): Attempt {
    return (cluster, namespace) =>
        cluster.patch(pathOf(kind, namespace, name) + subresource, change, as);
}

/** The deletion of an object that is there, or of all where no name is given. */
export function remove(kind: string, name?: string, as = JANE): Attempt {
    return (cluster, namespace) => cluster.remove(pathOf(kind, namespace, name), as);
}

export interface Case {
    /** What is admitted in the tenant's namespace: without it, a refusal could have any cause. */
    readonly control: Attempt;
    /** What the policy refuses there, and nothing refuses in the twin, which has no tenant label. */
    readonly offending: Attempt;
    readonly policy: string;
    /** `<namespace>` stands for the tenant's. */
    readonly words: string;
}

/** A rule holds in a tenant's namespace, for its own reason, and it alone is what refuses. */
export async function assertJudged(
    cluster: Cluster,
    { control, offending, policy, words }: Case,
    namespace = TENANT,
): Promise<void> {
    assertAdmitted(await control(cluster, namespace));
    const refused = words.replaceAll("<namespace>", namespace);
    assertRefused(await offending(cluster, namespace), policy, refused);
    assertAdmitted(await offending(cluster, TWIN));
}

/** The answer is a refusal by this policy, in these words, and by nothing else. */
export function assertRefused(answer: Answer, policy: string, words: string): void {
    const { message = `no refusal, but status ${answer.status}` } = answer.body;
    const start = message.indexOf("ValidatingAdmissionPolicy");
    assert.equal(
        start < 0 ? message : message.slice(start),
        `ValidatingAdmissionPolicy '${policy}.neurallog.io' with binding '${policy}.neurallog.io' denied request: ${words}`,
    );
}

export function assertAdmitted(answer: Answer): void {
    assert.ok(answer.status < 300, answer.body.message ?? `status ${answer.status}`);
}
