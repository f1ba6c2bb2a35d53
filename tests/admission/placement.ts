import assert from "node:assert/strict";

import type { Cluster } from "./cluster.ts";

import { POD, podWith, TENANT, TWIN } from "./cluster.ts";
import { assertAdmitted, assertJudged, create, patch } from "./judge.ts";

const OWN = {
    key: "neurallog.io/tenant-workload",
    operator: "Equal",
    value: "true",
    effect: "NoSchedule",
};

const TOLERATE =
    "a tenant's pods tolerate the tenants' nodes and, with NoExecute, a node that is not ready or unreachable; remove the toleration";

export function placement(cluster: Cluster): void {
    const specOf = async (pod: typeof POD, namespace: string) => {
        const answer = await cluster.create(pod, namespace);
        assertAdmitted(answer);
        const { nodeSelector, tolerations } = answer.body.spec as {
            nodeSelector?: object;
            tolerations: { key: string }[];
        };
        const own = tolerations.filter(({ key }) => !key.startsWith("node.kubernetes.io/"));
        return { nodeSelector, tolerations: own };
    };

    describe("the tenants' nodes", () => {
        it("are where a tenant's pod goes that says nothing", async () => {
            assert.deepEqual(await specOf(POD, TENANT), {
                nodeSelector: { "neurallog.io/node-type": "tenant-workload" },
                tolerations: [OWN],
            });
            assert.deepEqual(await specOf(POD, TWIN), { nodeSelector: undefined, tolerations: [] });
        });

        it("are added to what a pod says itself", async () => {
            const pod = podWith({
                nodeSelector: { "topology.kubernetes.io/zone": "eu-west-1a" },
                tolerations: [
                    {
                        key: "node.kubernetes.io/not-ready",
                        operator: "Exists",
                        effect: "NoExecute",
                    },
                ],
            });
            assert.deepEqual(await specOf(pod, TENANT), {
                nodeSelector: {
                    "neurallog.io/node-type": "tenant-workload",
                    "topology.kubernetes.io/zone": "eu-west-1a",
                },
                tolerations: [OWN],
            });
        });

        it("are not added twice", async () => {
            const nodeSelector = { "neurallog.io/node-type": "tenant-workload" };
            const pod = podWith({ nodeSelector, tolerations: [OWN] });
            const expected = { nodeSelector, tolerations: [OWN] };
            assert.deepEqual(await specOf(pod, TENANT), expected);
        });

        it("are not to be exchanged for others", () =>
            assertJudged(cluster, {
                control: create(
                    podWith({ nodeSelector: { "neurallog.io/node-type": "tenant-workload" } }),
                ),
                offending: create(
                    podWith({ nodeSelector: { "neurallog.io/node-type": "system" } }),
                ),
                policy: "tenant-placement",
                words: "Pod <namespace>/web: nodeSelector system: a tenant's pods run on nodes with neurallog.io/node-type=tenant-workload; leave that key out, it is added",
            }));
    });

    describe("tolerations", () => {
        const refused: [Partial<typeof OWN>, string?][] = [
            [{ operator: "Exists" }, "every taint"],
            [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists" }],
            [{ key: "neurallog.io/tenant-workload", operator: "Exists" }],
            [{ ...OWN, effect: "NoExecute" }],
            [{ ...OWN, value: "quarantine" }],
            [{ key: "node.kubernetes.io/not-ready", operator: "Exists" }],
            [{ key: "node.kubernetes.io/unschedulable", operator: "Exists" }],
        ];
        for (const [toleration, name = toleration.key ?? ""] of refused) {
            it(`are refused: ${JSON.stringify(toleration)}`, () =>
                assertJudged(cluster, {
                    control: create(podWith({ tolerations: [OWN] })),
                    offending: create(podWith({ tolerations: [OWN, toleration] })),
                    policy: "tenant-placement",
                    words: `Pod <namespace>/web: toleration of ${name}: ${TOLERATE}`,
                }));
        }

        it("are judged when a running pod gets more", async () => {
            const tolerating = (toleration: object) => (at: Cluster, namespace: string) =>
                at.api
                    .call("GET", `/api/v1/namespaces/${namespace}/pods/resident`)
                    .then(({ body }) => {
                        const { tolerations } = body.spec as { tolerations: object[] };
                        const spec = { tolerations: [...tolerations, toleration] };
                        return patch("Pod", "resident", { spec })(at, namespace);
                    });
            await assertJudged(cluster, {
                control: tolerating({
                    key: "node.kubernetes.io/not-ready",
                    operator: "Exists",
                    effect: "NoExecute",
                    tolerationSeconds: 60,
                }),
                offending: tolerating({ key: "gpu", operator: "Exists" }),
                policy: "tenant-placement",
                words: `Pod <namespace>/resident: toleration of gpu: ${TOLERATE}`,
            });
        });
    });

    describe("the node of a pod", () => {
        it("is not for tenants to name", () =>
            assertJudged(cluster, {
                control: create(POD),
                offending: create(podWith({ nodeName: "node-1" })),
                policy: "tenant-placement",
                words: "Pod <namespace>/web: nodeName node-1: the scheduler chooses the node; remove nodeName",
            }));
    });

    describe("priority classes", () => {
        it("are those on the list", () =>
            assertJudged(cluster, {
                control: create(podWith({ priorityClassName: "batch" })),
                offending: create(podWith({ priorityClassName: "urgent" })),
                policy: "tenant-placement",
                words: "Pod <namespace>/web: priorityClassName urgent: a tenant's pods have no priority class, or batch",
            }));
    });
}
