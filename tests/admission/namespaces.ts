import type { Answer, Identity } from "./api.ts";
import type { Cluster, KubernetesObject } from "./cluster.ts";

import { pathOf } from "./api.ts";
import { ADMINISTRATOR, JANE, PLATFORM, TENANT, TWIN } from "./cluster.ts";
import { assertAdmitted, assertRefused } from "./judge.ts";

const MAKES =
    "only the platform makes and deletes tenants' namespaces; change the stack file, or use another name and no tenant label";
const DECIDES =
    "only the platform writes the labels and annotations that decide what holds in a tenant's namespace";

const namespace = (metadata: object): KubernetesObject => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata,
});

export function namespaces(cluster: Cluster): void {
    const change = (name: string, metadata: object, as = JANE, subresource = "") =>
        cluster.patch(pathOf("Namespace", undefined, name) + subresource, { metadata }, as);

    describe("a tenant's namespace", () => {
        it("is made by the platform", async () => {
            const evil = namespace({ name: "tenant-evil" });
            assertAdmitted(await cluster.create(evil, undefined, PLATFORM));
            assertAdmitted(await cluster.create(namespace({ name: "evil" })));
            for (const [who, name] of [
                [JANE, "jane"],
                [ADMINISTRATOR, "root"],
            ] as const) {
                assertRefused(
                    await cluster.create(evil, undefined, who),
                    "tenant-namespaces",
                    `Namespace tenant-evil: CREATE by ${name}: ${MAKES}`,
                );
            }
        });

        it("is not made under a generated name", async () => {
            assertAdmitted(await cluster.create(namespace({ generateName: "evil-" })));
            const { status, body } = await cluster.create(namespace({ generateName: "tenant-" }));
            const message = body.message?.replace(/tenant-[a-z0-9]{5}:/, "tenant-12345:");
            assertRefused(
                { status, body: { ...body, ...(message !== undefined && { message }) } },
                "tenant-namespaces",
                `Namespace tenant-12345: CREATE by jane: ${MAKES}`,
            );
        });

        it("is not impersonated by its label", async () => {
            const labels = { "neurallog.io/tenant-id": "acme-corp" };
            assertRefused(
                await cluster.create(namespace({ name: "evil", labels })),
                "tenant-namespaces",
                `Namespace evil: CREATE by jane: ${MAKES}`,
            );
            for (const subresource of ["", "/status"]) {
                assertRefused(
                    await change(TWIN, { labels }, JANE, subresource),
                    "tenant-namespaces",
                    `Namespace ${TWIN}: neurallog.io/tenant-id by jane: ${DECIDES}`,
                );
            }
            assertAdmitted(await change(TWIN, { labels }, PLATFORM));
        });

        const guarded: [string, object, string][] = [
            [
                "its tenant",
                { labels: { "neurallog.io/tenant-id": "initech" } },
                "neurallog.io/tenant-id",
            ],
            [
                "its being a tenant's",
                { labels: { "neurallog.io/tenant-id": null } },
                "neurallog.io/tenant-id",
            ],
            ["its plan", { labels: { "neurallog.io/plan": "enterprise" } }, "neurallog.io/plan"],
            [
                "its Pod Security",
                { labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
                "pod-security.kubernetes.io/enforce",
            ],
            [
                "that it has Pod Security",
                { labels: { "pod-security.kubernetes.io/enforce": null } },
                "pod-security.kubernetes.io/enforce",
            ],
            [
                "its mesh",
                { labels: { "istio.io/dataplane-mode": "none" } },
                "istio.io/dataplane-mode",
            ],
            ["its waypoint", { labels: { "istio.io/use-waypoint": "w" } }, "istio.io/use-waypoint"],
            ["its injection", { labels: { "istio-injection": "disabled" } }, "istio-injection"],
            [
                "its nodes",
                { annotations: { "scheduler.alpha.kubernetes.io/node-selector": "a=b" } },
                "scheduler.alpha.kubernetes.io/node-selector",
            ],
        ];
        for (const [what, metadata, key] of guarded) {
            it(`keeps ${what}`, async () => {
                const unguarded = JSON.stringify(metadata).replace(
                    "neurallog.io/tenant-id",
                    "tenant-id",
                );
                for (const subresource of ["", "/status"]) {
                    assertAdmitted(await change(TENANT, metadata, PLATFORM, subresource));
                    assertRefused(
                        await change(TENANT, metadata, JANE, subresource),
                        "tenant-namespaces",
                        `Namespace ${TENANT}: ${key} by jane: ${DECIDES}`,
                    );
                    const twin = JSON.parse(unguarded) as object;
                    assertAdmitted(await change(TWIN, twin, JANE, subresource));
                }
            });
        }

        it("keeps its labels when it is replaced as a whole", async () => {
            const replace = async (name: string, as?: Identity): Promise<Answer> => {
                const path = pathOf("Namespace", undefined, name);
                const { body } = await cluster.api.call("GET", path);
                const labels = { "kubernetes.io/metadata.name": name };
                const bare = { ...body, metadata: { ...body.metadata, labels } };
                return cluster.api.call("PUT", `${path}?dryRun=All`, bare, as ?? JANE);
            };
            assertAdmitted(await replace(TWIN));
            assertAdmitted(await replace(TENANT, PLATFORM));
            const { status, body } = await replace(TENANT);
            const keys = [
                "app.kubernetes.io/managed-by",
                "app.kubernetes.io/part-of",
                "neurallog.io/plan",
                "neurallog.io/state",
                "neurallog.io/tenant-id",
                ...["audit", "enforce", "warn"].flatMap((mode) => [
                    `pod-security.kubernetes.io/${mode}`,
                    `pod-security.kubernetes.io/${mode}-version`,
                ]),
            ];
            // The API server lists the keys of a map in no order.
            const message = body.message?.replace(
                /(acme-corp: )(.*)( by jane)/,
                (_, start: string, list: string, end: string) =>
                    start + list.split(", ").sort().join(", ") + end,
            );
            assertRefused(
                { status, body: { ...body, ...(message !== undefined && { message }) } },
                "tenant-namespaces",
                `Namespace ${TENANT}: ${keys.join(", ")} by jane: ${DECIDES}`,
            );
        });

        it("has other labels and annotations, which are anybody's", async () => {
            assertAdmitted(await change(TENANT, { labels: { team: "a" } }));
            const applied = "kubectl.kubernetes.io/last-applied-configuration";
            assertAdmitted(await change(TENANT, { annotations: { [applied]: "{}" } }));
        });

        it("is deleted by the platform", async () => {
            assertAdmitted(await cluster.remove(pathOf("Namespace", undefined, TENANT), PLATFORM));
            assertAdmitted(await cluster.remove(pathOf("Namespace", undefined, TWIN)));
            assertRefused(
                await cluster.remove(pathOf("Namespace", undefined, TENANT)),
                "tenant-namespaces",
                `Namespace ${TENANT}: DELETE by jane: ${MAKES}`,
            );
        });
    });
}
