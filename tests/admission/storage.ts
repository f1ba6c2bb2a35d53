import type { Cluster } from "./cluster.ts";

import { claimOf, ENTERPRISE, PLATFORM, somebody } from "./cluster.ts";
import { assertAdmitted, assertJudged, create, patch } from "./judge.ts";

const PLAN = "a claim names a storage class of the tenant's plan";

export function storage(cluster: Cluster): void {
    describe("volume claims", () => {
        for (const [name, offender] of [
            ["premium-nvme", "storageClassName premium-nvme"],
            ["gp2", "storageClassName gp2"],
            ["", "no storageClassName"],
            [undefined, "no storageClassName"],
        ]) {
            it(`are of a class of the tenant's plan, not ${name === "" ? '""' : (name ?? "of the default")}`, () =>
                assertJudged(cluster, {
                    control: create(claimOf("fast-ssd")),
                    offending: create(claimOf(name)),
                    policy: "tenant-storage",
                    words: `PersistentVolumeClaim <namespace>/more-data: ${offender}, where the plan professional has fast-ssd: ${PLAN}`,
                }));
        }

        it("are judged by the plan of their own namespace", async () => {
            assertAdmitted(await create(claimOf("premium-nvme"))(cluster, ENTERPRISE));
        });

        it("are as large as their class needs to be fast", () =>
            assertJudged(
                cluster,
                {
                    control: create(claimOf("premium-nvme", "10Gi")),
                    offending: create(claimOf("premium-nvme", "9Gi")),
                    policy: "tenant-storage",
                    words: "PersistentVolumeClaim <namespace>/more-data: 9Gi of premium-nvme, which starts at 10Gi: a smaller volume is slower than its class promises; ask for more, or for another class",
                },
                ENTERPRISE,
            ));

        it("take no volume by its name", async () => {
            const { spec, ...claim } = claimOf("fast-ssd");
            const named = (as = somebody("jane")) =>
                create({ ...claim, spec: { ...(spec as object), volumeName: "pv-1" } }, as);
            const words =
                "PersistentVolumeClaim <namespace>/more-data: volumeName pv-1: volumes are of the whole cluster, and this may be another tenant's; remove volumeName";
            await assertJudged(cluster, {
                control: create(claimOf("fast-ssd")),
                offending: named(),
                policy: "tenant-storage",
                words,
            });
            assertAdmitted(await named(PLATFORM)(cluster, "tenant-acme-corp"));
        });

        it("are bound by Kubernetes alone", async () => {
            const bind = (as = somebody("jane")) =>
                patch(
                    "PersistentVolumeClaim",
                    "tenant-data-storage",
                    { spec: { volumeName: "pv-1" } },
                    { as },
                );
            await assertJudged(cluster, {
                control: bind(
                    somebody("system:serviceaccount:kube-system:persistent-volume-binder"),
                ),
                offending: bind(),
                policy: "tenant-storage",
                words: "PersistentVolumeClaim <namespace>/tenant-data-storage: volumeName pv-1: volumes are of the whole cluster, and this may be another tenant's; remove volumeName",
            });
        });
    });
}
