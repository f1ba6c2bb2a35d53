import assert from "node:assert/strict";

import type { KubernetesObject } from "../../../tenancy/blueprint/index.ts";
import type { LifeCycle } from "../../../tenancy/life-cycle/index.ts";
import type { Tenant } from "../../../tenancy/tenant.ts";

import { tenantObjects } from "../../../tenancy/blueprint/index.ts";
import { ACME_CORP, MESHED_CLUSTER, SERVING_CLUSTER } from "../../support/tenants.ts";

const SUSPENDED: LifeCycle = { state: "suspended" };
const OFFBOARDING: LifeCycle = {
    state: "offboarding",
    until: "2026-12-31",
    deletionConfirmed: false,
};

const CLUSTER = { ...SERVING_CLUSTER, mesh: MESHED_CLUSTER.mesh };

function objectsOf(lifeCycle: LifeCycle): KubernetesObject[] {
    const tenant: Tenant = { ...ACME_CORP, ...lifeCycle };
    return tenantObjects(tenant, CLUSTER);
}

const nameOf = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}`;

const active = objectsOf({ state: "active" });

describe("a tenant's state", () => {
    for (const lifeCycle of [SUSPENDED, OFFBOARDING]) {
        const objects = objectsOf(lifeCycle);
        const named = (name: string) => objects.find((object) => nameOf(object) === name);

        describe(lifeCycle.state, () => {
            it("takes away only what lets something in, out or run", () => {
                const left = new Set(objects.map(nameOf));
                const gone = active.map(nameOf).filter((name) => !left.has(name));
                assert.deepEqual(
                    gone.filter((name) => !/^(HorizontalPodAutoscaler|PodDisr)/.test(name)),
                    ["tenant-isolation", "allow-dns", "allow-system-services"].map(
                        (name) => `NetworkPolicy ${name}`,
                    ),
                );
            });

            it("leaves no network policy that allows anything", () => {
                for (const object of objects) {
                    if (object.kind === "NetworkPolicy") {
                        const { ingress = [], egress = [] } = object.spec ?? {};
                        assert.deepEqual([...ingress, ...egress], [], nameOf(object));
                    }
                }
            });

            it("lets nobody of the mesh call: there is a policy, and it has no rule", () => {
                assert.partialDeepStrictEqual(named("AuthorizationPolicy tenant-access-control"), {
                    spec: { action: "ALLOW", rules: [] },
                });
            });

            it("admits no pod, and changes no other bound of the quota", () => {
                const quotaOf = (all: readonly KubernetesObject[]) => {
                    const [quota] = all.filter(({ kind }) => kind === "ResourceQuota");
                    return (quota as { spec: { hard: Record<string, string> } }).spec.hard;
                };
                assert.deepEqual(quotaOf(objects), { ...quotaOf(active), pods: "0" });
            });

            it("runs no pod of the platform's services", () => {
                const deployments = objects.filter(({ kind }) => kind === "Deployment");
                assert.ok(deployments.length > 0);
                for (const deployment of deployments) {
                    assert.partialDeepStrictEqual(deployment, { spec: { replicas: 0 } });
                }
            });

            it("keeps the data volume as it is", () => {
                const volume = "PersistentVolumeClaim tenant-data-storage";
                assert.deepEqual(
                    named(volume),
                    active.find((object) => nameOf(object) === volume),
                );
            });

            it("is told by the namespace and the Tenant object, and by no other", () => {
                const telling = objects.filter(
                    ({ metadata }) => metadata.labels["neurallog.io/state"] === lifeCycle.state,
                );
                assert.deepEqual(telling.map(nameOf), [
                    "Namespace tenant-acme-corp",
                    "Tenant acme-corp",
                ]);
            });
        });
    }

    it("active admits pods and ingress", () => {
        assert.deepEqual(
            active.filter(({ kind }) => kind === "NetworkPolicy").map(nameOf),
            ["default-deny", "tenant-isolation", "allow-dns", "allow-system-services"].map(
                (name) => `NetworkPolicy ${name}`,
            ),
        );
    });
});
