import type { Cluster } from "./cluster.ts";

import { podWith, serviceWith, somebody } from "./cluster.ts";
import { assertAdmitted, assertJudged, create, patch } from "./judge.ts";
import { SETTINGS } from "./settings.ts";

const LEAVE =
    "the platform decides how a tenant is part of the mesh; leave the labels and annotations of istio.io as they are";

const AGENT = somebody(SETTINGS.mesh?.agents[0] ?? "");

export function mesh(cluster: Cluster): void {
    describe("the mesh", () => {
        const ways = [
            ["labels", "istio.io/dataplane-mode", "none"],
            ["labels", "sidecar.istio.io/inject", "false"],
            ["labels", "istio.io/use-waypoint", "none"],
            ["annotations", "sidecar.istio.io/inject", "false"],
            ["annotations", "sidecar.istio.io/status", "{}"],
            ["annotations", "ambient.istio.io/redirection", "enabled"],
            ["annotations", "ambient.istio.io/bypass-inbound-capture", "true"],
        ] as const;
        for (const [field, key, value] of ways) {
            it(`is not left by a pod's ${field}: ${key}`, () =>
                assertJudged(cluster, {
                    control: create(podWith({}, { [field]: { "example.com/team": "a" } })),
                    offending: create(podWith({}, { [field]: { [key]: value } })),
                    policy: "tenant-mesh",
                    words: `Pod <namespace>/web: ${key}: ${LEAVE}`,
                }));
        }

        it("is not left by a service's labels", () =>
            assertJudged(cluster, {
                control: create(serviceWith({}, { labels: { notistio: "x" } })),
                offending: create(serviceWith({}, { labels: { "istio.io/use-waypoint": "none" } })),
                policy: "tenant-mesh",
                words: `Service <namespace>/web: istio.io/use-waypoint: ${LEAVE}`,
            }));

        for (const subresource of ["", "/status"]) {
            it(`is not left by a running pod${subresource && ", through its status"}`, () => {
                const labelled = (labels: object) =>
                    patch("Pod", "resident", { metadata: { labels } }, { subresource });
                return assertJudged(cluster, {
                    control: labelled({ team: "a" }),
                    offending: labelled({ "istio.io/dataplane-mode": "none" }),
                    policy: "tenant-mesh",
                    words: `Pod <namespace>/resident: istio.io/dataplane-mode: ${LEAVE}`,
                });
            });
        }

        it("has an agent that notes whom it has captured, and nobody takes the note off", async () => {
            const noted = (value: string | null, as?: typeof AGENT) =>
                patch(
                    "Pod",
                    "captured",
                    { metadata: { annotations: { "ambient.istio.io/redirection": value } } },
                    { subresource: "/status", ...(as && { as }) },
                );
            await assertJudged(cluster, {
                control: noted("pending", AGENT),
                offending: noted(null),
                policy: "tenant-mesh",
                words: `Pod <namespace>/captured: ambient.istio.io/redirection: ${LEAVE}`,
            });
        });

        it("lets a captured pod be changed otherwise", async () => {
            const image = "docker.io/library/nginx:1.30";
            const change = [{ op: "replace", path: "/spec/containers/0/image", value: image }];
            assertAdmitted(await patch("Pod", "captured", change)(cluster, "tenant-acme-corp"));
        });
    });
}
