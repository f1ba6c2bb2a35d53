import type { Cluster } from "./cluster.ts";

import { serviceWith } from "./cluster.ts";
import { assertAdmitted, assertJudged, create, patch } from "./judge.ts";

const CLUSTER_IP = "a tenant's services have type ClusterIP; the gateway lets the outside world in";
const EXTERNAL_IPS =
    "a service with externalIPs takes over others' traffic to them; remove externalIPs";

export function services(cluster: Cluster): void {
    describe("services", () => {
        it("may have no address at all", async () => {
            const headless = serviceWith({ clusterIP: "None" });
            assertAdmitted(await create(headless)(cluster, "tenant-acme-corp"));
        });

        for (const type of ["LoadBalancer", "NodePort"]) {
            it(`are not of type ${type}`, () =>
                assertJudged(cluster, {
                    control: create(serviceWith({ type: "ClusterIP" })),
                    offending: create(serviceWith({ type })),
                    policy: "tenant-services",
                    words: `Service <namespace>/web: type ${type}: ${CLUSTER_IP}`,
                }));
        }

        it("are no names for what is elsewhere", () =>
            assertJudged(cluster, {
                control: create(serviceWith({})),
                offending: create(
                    serviceWith({
                        type: "ExternalName",
                        externalName: "auth.neurallog-system.svc.cluster.local",
                    }),
                ),
                policy: "tenant-services",
                words: `Service <namespace>/web: type ExternalName: ${CLUSTER_IP}`,
            }));

        it("take over no addresses", () =>
            assertJudged(cluster, {
                control: create(serviceWith({ externalIPs: [] })),
                offending: create(serviceWith({ externalIPs: ["192.0.2.1", "192.0.2.2"] })),
                policy: "tenant-services",
                words: `Service <namespace>/web: externalIPs 192.0.2.1, 192.0.2.2: ${EXTERNAL_IPS}`,
            }));

        it("do not become what they may not be", async () => {
            const become = (spec: object) => patch("Service", "resident", { spec });
            const control = become({ sessionAffinity: "ClientIP" });
            await assertJudged(cluster, {
                control,
                offending: become({ type: "NodePort" }),
                policy: "tenant-services",
                words: `Service <namespace>/resident: type NodePort: ${CLUSTER_IP}`,
            });
            await assertJudged(cluster, {
                control,
                offending: become({ externalIPs: ["192.0.2.1"] }),
                policy: "tenant-services",
                words: `Service <namespace>/resident: externalIPs 192.0.2.1: ${EXTERNAL_IPS}`,
            });
        });
    });
}
