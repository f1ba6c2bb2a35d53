import assert from "node:assert/strict";

import type { AnyObject } from "../support/cluster.ts";

import { Checkout, localStack, WITHOUT_ADMISSION } from "../support/checkout.ts";
import { Cluster, eventually } from "../support/cluster.ts";

/** A pod that every guard admits. */
function compliantPod(): Pod {
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "probe" },
        spec: {
            containers: [
                {
                    name: "probe",
                    image: "registry.example/probe@sha256:" + "0".repeat(64),
                    resources: {
                        requests: { cpu: "100m", memory: "128Mi" },
                        limits: { cpu: "200m", memory: "256Mi" },
                    },
                    securityContext: {
                        allowPrivilegeEscalation: false,
                        capabilities: { drop: ["ALL"] },
                        runAsNonRoot: true,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                },
            ],
        },
    };
}

interface Container {
    name: string;
    image: string;
    resources: { requests: Record<string, string>; limits: Record<string, string> };
    securityContext: Record<string, unknown>;
}

interface Pod extends AnyObject {
    spec: { containers: [Container] };
}

function claim(storage: string, storageClassName = "fast-ssd"): AnyObject {
    return {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "probe" },
        spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName,
            resources: { requests: { storage } },
        },
    };
}

function service(type: string): AnyObject {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "probe" },
        spec: { type, selector: { app: "probe" }, ports: [{ port: 80 }] },
    };
}

const FENCED = "tenant-globex";
const UNFENCED = "unfenced";

describe("on a real API server", () => {
    let checkout: Checkout;
    let cluster: Cluster;

    before(async function () {
        this.timeout(120_000);
        const globex = { plan: "starter", billingEmail: "accounts@globex.example" };
        const hooli = { plan: "professional", billingEmail: "accounts@hooli.example" };
        checkout = new Checkout(localStack({ globex, hooli }, WITHOUT_ADMISSION));
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        cluster = new Cluster(checkout.kubeconfig);
    });

    after(async function () {
        this.timeout(60_000);
        await checkout.remove();
    });

    describe("a stamped namespace", function () {
        this.timeout(60_000);

        const createIn = (namespace: string, object: AnyObject) =>
            cluster.create(
                { ...object, metadata: { ...object.metadata, namespace } },
                { dryRun: true },
            );

        before(async () => {
            await cluster.create({
                apiVersion: "v1",
                kind: "Namespace",
                metadata: { name: UNFENCED },
            });
            await eventually(
                "the quotas count and both namespaces have their account",
                async () => {
                    const quotas = (await cluster.list("v1", "ResourceQuota")) as {
                        status?: { used?: Record<string, string> };
                    }[];
                    const account = await cluster.read("v1", "ServiceAccount", "default", UNFENCED);
                    return (
                        quotas.every(
                            ({ status }) => status?.used?.["persistentvolumeclaims"] === "1",
                        ) && account !== undefined
                    );
                },
            );
        });

        it("admits a compliant pod", async () => {
            const verdict = await createIn(FENCED, compliantPod());
            assert.ok(verdict.admitted, JSON.stringify(verdict));
        });

        it("admits a claim within the plan", async () => {
            // Starter's data volume takes all of its storage; professional has as much again.
            const verdict = await createIn("tenant-hooli", claim("50Gi"));
            assert.ok(verdict.admitted, JSON.stringify(verdict));
        });

        it("admits a service inside the cluster", async () => {
            const verdict = await createIn(FENCED, service("ClusterIP"));
            assert.ok(verdict.admitted, JSON.stringify(verdict));
        });

        const privileged = compliantPod();
        privileged.spec.containers[0].securityContext = { privileged: true };

        const root = compliantPod();
        root.spec.containers[0].securityContext["runAsNonRoot"] = false;

        const huge = compliantPod();
        huge.spec.containers[0].resources = {
            requests: { cpu: "3", memory: "1Gi" },
            limits: { cpu: "4", memory: "2Gi" },
        };

        const beyondTheContainer = compliantPod();
        beyondTheContainer.spec.containers[0].resources.limits = { cpu: "5", memory: "256Mi" };

        const refused: [what: string, object: AnyObject, reason: RegExp][] = [
            [
                "a privileged pod",
                privileged,
                /violates PodSecurity "restricted:v1\.36": privileged/,
            ],
            [
                "a pod that runs as root",
                root,
                /violates PodSecurity "restricted:v1\.36": runAsNonRoot/,
            ],
            [
                "a pod over the quota",
                huge,
                /exceeded quota: tenant-starter-quota, requested: requests\.cpu=3, used: requests\.cpu=0, limited: requests\.cpu=2/,
            ],
            [
                "a container over the limit of one container",
                beyondTheContainer,
                /maximum cpu usage per Container is 4, but limit is 5/,
            ],
            [
                "a claim over the plan's largest",
                claim("11Gi"),
                /maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 11Gi/,
            ],
            [
                "a claim over the plan's storage",
                claim("5Gi"),
                /exceeded quota: tenant-starter-quota, requested: requests\.storage=5Gi, used: requests\.storage=10Gi, limited: requests\.storage=10Gi/,
            ],
            [
                "a claim of a storage class the plan does not offer",
                claim("5Gi", "premium-nvme"),
                /exceeded quota: tenant-starter-quota.*premium-nvme\.storageclass\.storage\.k8s\.io\/requests\.storage=0/,
            ],
            [
                "a service of type LoadBalancer",
                service("LoadBalancer"),
                /exceeded quota: tenant-starter-quota, requested: services\.loadbalancers=1,.*limited: services\.loadbalancers=0/,
            ],
            [
                "a service of type NodePort",
                service("NodePort"),
                /exceeded quota: tenant-starter-quota, requested: services\.nodeports=1,.*limited: services\.nodeports=0/,
            ],
        ];

        for (const [what, object, reason] of refused) {
            it(`refuses ${what}, for that reason`, async () => {
                const verdict = await createIn(FENCED, object);
                assert.ok(!verdict.admitted, "admitted");
                assert.equal(verdict.code, 403);
                assert.match(verdict.reason, reason);
            });

            it(`is what refuses ${what}: an unfenced namespace admits it`, async () => {
                const verdict = await createIn(UNFENCED, object);
                assert.ok(verdict.admitted, JSON.stringify(verdict));
            });
        }

        it("gives no token to a pod that names no account", async () => {
            const verdict = await createIn(FENCED, compliantPod());
            const { spec } = (verdict.admitted ? verdict.object : {}) as {
                spec?: { volumes?: [] };
            };
            assert.deepEqual(spec?.volumes ?? [], []);
        });

        it("is what withholds the token: an unfenced namespace gives one", async () => {
            const verdict = await createIn(UNFENCED, compliantPod());
            const { spec } = (verdict.admitted ? verdict.object : {}) as {
                spec?: { volumes?: [] };
            };
            assert.equal(spec?.volumes?.length, 1);
        });
    });

    describe("the Tenant kind", function () {
        this.timeout(60_000);

        const tenant = (id: string, spec: object = {}): AnyObject => ({
            apiVersion: "neurallog.io/v1",
            kind: "Tenant",
            metadata: { name: id },
            spec: {
                tenantId: id,
                planId: "starter",
                billingEmail: "billing@acme.example",
                ...spec,
            },
        });

        it("keeps every field of the specification's sample", async () => {
            const spec = {
                planId: "professional",
                resources: {
                    cpu: { requests: "4", limits: "8" },
                    memory: { requests: "8Gi", limits: "16Gi" },
                    storage: { requests: "50Gi", storageClass: "fast-ssd" },
                    pods: 25,
                    services: 10,
                },
                features: { aiEnabled: true, customMetrics: true, realTimeAnalytics: true },
                services: {
                    logServer: {
                        enabled: true,
                        replicas: 2,
                        resources: { requests: "500m", limits: "1" },
                    },
                },
            };
            const verdict = await cluster.create(tenant("sample", spec), { dryRun: true });
            assert.ok(verdict.admitted, JSON.stringify(verdict));
            assert.partialDeepStrictEqual(verdict.object["spec"], spec);
        });

        const refused: [what: string, object: AnyObject, reason: RegExp][] = [
            [
                "an id that starts with a dash",
                tenant("x", { tenantId: "-x" }),
                /tenantId in body should match/,
            ],
            ["an id of 57 characters", tenant("x".repeat(57)), /Too long: may not be more than 56/],
            ["a reserved id", tenant("starter"), /must not be one of 'starter', 'professional'/],
            [
                "a name that is not the id",
                tenant("x", { tenantId: "y" }),
                /metadata\.name must be the tenantId/,
            ],
            ["an unknown plan", tenant("x", { planId: "gold" }), /Unsupported value: "gold"/],
            [
                "no e-mail address",
                tenant("x", { billingEmail: "nobody" }),
                /must be of type email|billingEmail in body must be/,
            ],
            [
                "a quantity that is none",
                tenant("x", { resources: { memory: { requests: "8GB" } } }),
                /must be a quantity above zero/,
            ],
            [
                "requests above limits",
                tenant("x", { resources: { cpu: { requests: "4", limits: "2" } } }),
                /requests must not be above limits/,
            ],
        ];

        for (const [what, object, reason] of refused) {
            it(`refuses ${what}`, async () => {
                const verdict = await cluster.create(object, { dryRun: true });
                assert.ok(!verdict.admitted, "admitted");
                assert.equal(verdict.code, 422);
                assert.match(verdict.reason, reason);
            });
        }

        it("admits what it refuses with the mistake corrected", async () => {
            for (const object of [
                tenant("x"),
                tenant("x".repeat(56)),
                tenant("x", { resources: { cpu: { requests: "2", limits: "4" } } }),
            ]) {
                const verdict = await cluster.create(object, { dryRun: true });
                assert.ok(verdict.admitted, JSON.stringify(verdict));
            }
        });

        it("never lets an id change", async () => {
            await cluster.create(tenant("fixed"));
            const verdict = await cluster.patch(tenant("fixed", { tenantId: "other" }));
            assert.ok(!verdict.admitted, "admitted");
            assert.match(verdict.reason, /tenantId cannot be changed/);
        });
    });
});
