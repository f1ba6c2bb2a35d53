import type { Cluster, KubernetesObject } from "./cluster.ts";

import { tenantObject } from "../../tenancy/blueprint/tenant-object.ts";
import { CLUSTER, tenantOf } from "../support/tenants.ts";
import { pathOf } from "./api.ts";
import { JANE, PLATFORM, somebody } from "./cluster.ts";
import { assertAdmitted, assertRefused } from "./judge.ts";
import { SETTINGS } from "./settings.ts";

const WRITES =
    "only the platform writes Tenant objects, which follow the stack file; change the tenant there";

const GARBAGE_COLLECTOR = somebody("system:serviceaccount:kube-system:generic-garbage-collector");

const OPERATOR = somebody(SETTINGS.operators[0] ?? "");

export function tenants(cluster: Cluster): void {
    const acme = pathOf("Tenant", undefined, "acme-corp");
    const larger = { spec: { planId: "enterprise" } };

    describe("a Tenant object", () => {
        for (const [who, name] of [
            [JANE, "jane"],
            [OPERATOR, OPERATOR.user],
        ] as const) {
            it(`is written by the platform, not by ${name}`, async () => {
                const object = {
                    ...tenantObject(tenantOf("starter"), CLUSTER),
                } as unknown as KubernetesObject;
                const refused = (what: string) => `Tenant ${what} by ${name}: ${WRITES}`;

                assertAdmitted(await cluster.create(object, undefined, PLATFORM));
                assertRefused(
                    await cluster.create(object, undefined, who),
                    "tenant-objects",
                    refused("starter-tenant: CREATE"),
                );
                assertAdmitted(await cluster.patch(acme, larger, PLATFORM));
                assertRefused(
                    await cluster.patch(acme, larger, who),
                    "tenant-objects",
                    refused("acme-corp: UPDATE"),
                );
                assertAdmitted(await cluster.remove(acme, PLATFORM));
                assertRefused(
                    await cluster.remove(acme, who),
                    "tenant-objects",
                    refused("acme-corp: DELETE"),
                );
            });
        }

        it("is reported on by an operator", async () => {
            const status = { status: { phase: "Active" } };
            assertAdmitted(await cluster.patch(`${acme}/status`, status, OPERATOR));
            assertRefused(
                await cluster.patch(`${acme}/status`, status),
                "tenant-objects",
                `Tenant acme-corp: UPDATE by jane: ${WRITES}`,
            );
        });

        for (const [who, identity] of [
            ["an operator", OPERATOR],
            ["the garbage collector", GARBAGE_COLLECTOR],
            ["the controller manager", somebody("system:kube-controller-manager")],
        ] as const) {
            it(`is held and let go by a finalizer of ${who}, with its labels as they are`, async () => {
                const hold = { metadata: { finalizers: ["neurallog.io/tenant-finalizer"] } };
                assertAdmitted(await cluster.patch(acme, hold, identity));
                const move = { metadata: { labels: { "neurallog.io/tenant-id": "globex" } } };
                assertRefused(
                    await cluster.patch(acme, move, identity),
                    "tenant-objects",
                    `Tenant acme-corp: UPDATE by ${identity.user}: ${WRITES}`,
                );
            });
        }
    });
}
