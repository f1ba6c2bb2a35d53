import assert from "node:assert/strict";

import type { AnyObject } from "../support/cluster.ts";

import { Checkout, localStack } from "../support/checkout.ts";
import { Cluster, eventually } from "../support/cluster.ts";
import { ACME_CORP, SERVICES } from "../support/tenants.ts";

interface Deployment extends AnyObject {
    spec: { replicas: number; template: { spec: object } };
}

interface Condition {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
}

const both = (logServer: number, authService: number) => ({
    logServer: { enabled: true, replicas: logServer },
    authService: { enabled: true, replicas: authService },
});

const { id, ...sample } = ACME_CORP;

const TENANTS = {
    [id]: sample,
    globex: { plan: "starter", billingEmail: "accounts@globex.example", services: both(1, 1) },
    initech: { plan: "enterprise", billingEmail: "finance@initech.example", services: both(3, 2) },
};

/** Of each tenant and service: how many replicas it asked for, and how many its quota admits. */
const REPLICAS = [
    ["acme-corp", "log-server", 2, 4],
    ["acme-corp", "auth-service", 1, 2],
    ["globex", "log-server", 1, 3],
    ["globex", "auth-service", 1, 3],
    ["initech", "log-server", 3, 20],
    ["initech", "auth-service", 2, 18],
] as const;

/**
 * There is no scheduler: pods are created, which is what quota, limits and Pod Security decide about, and stay pending.
 */
describe("the services of tenants on a real API server", function () {
    this.timeout(240_000);

    let checkout: Checkout;
    let cluster: Cluster;

    before(async () => {
        checkout = new Checkout(localStack(TENANTS));
        await up(TENANTS);
        cluster = new Cluster(checkout.kubeconfig);
    });

    after(() => checkout.remove());

    /** Brings the stack up with these tenants, `changes` laid over what it says of every service. */
    const up = async (tenants: object, changes: object = {}): Promise<void> => {
        const services = Object.entries(SERVICES).map(([name, service]): [string, object] => [
            name,
            { ...(service as object), ...changes },
        ]);
        checkout.write({
            ...checkout.stack,
            "neurallog:admission": {
                platform: { users: ["local-admin"] },
                registries: ["registry.example/neurallog/"],
            },
            "neurallog:services": Object.fromEntries(services),
            "neurallog:tenants": tenants,
        });
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
    };

    const deployment = async (tenant: string, name: string): Promise<Deployment> => {
        const found = await cluster.read("apps/v1", "Deployment", name, `tenant-${tenant}`);
        assert.ok(found, `${tenant}/${name}`);
        return found as Deployment;
    };

    const change = async (tenant: string, name: string, spec: object): Promise<void> => {
        const metadata = { namespace: `tenant-${tenant}`, name };
        const patch = { apiVersion: "apps/v1", kind: "Deployment", metadata, spec };
        const verdict = await cluster.patch(patch);
        assert.ok(verdict.admitted, JSON.stringify(verdict));
    };

    const podsOf = async (tenant: string, name: string): Promise<AnyObject[]> => {
        const pods = await cluster.list("v1", "Pod");
        return pods.filter(
            ({ metadata }) =>
                metadata.labels?.["neurallog.io/tenant-id"] === tenant &&
                metadata.labels["app.kubernetes.io/name"] === name &&
                metadata.namespace === `tenant-${tenant}`,
        );
    };

    /** What a ReplicaSet says that could not create its pods. */
    const failures = async (): Promise<string[]> => {
        const sets = (await cluster.list("apps/v1", "ReplicaSet")) as {
            metadata?: { namespace?: string };
            status?: { conditions?: Condition[] };
        }[];
        return sets.flatMap(({ metadata, status }) =>
            (status?.conditions ?? [])
                .filter(({ type, status }) => type === "ReplicaFailure" && status === "True")
                .map(({ message = "" }) => `${metadata?.namespace ?? ""}: ${message}`),
        );
    };

    const all = async (pods: (least: number, most: number) => number): Promise<boolean> => {
        const there = await Promise.all(
            REPLICAS.map(
                async ([tenant, name, least, most]) =>
                    (await podsOf(tenant, name)).length === pods(least, most),
            ),
        );
        return there.every((right) => right);
    };

    it("get the pods each tenant asked for, and none is refused", async () => {
        await eventually("every replica is there", () => all((least) => least), 60);
        assert.deepEqual(await failures(), []);
    });

    it("have pods that say whose they are and have no token", async () => {
        const [pod] = await podsOf("acme-corp", "log-server");
        assert.partialDeepStrictEqual(pod?.metadata.labels, {
            "neurallog.io/tenant-id": "acme-corp",
            "neurallog.io/plan": "professional",
        });
        const { volumes } = pod?.["spec"] as { volumes: { name: string }[] };
        assert.deepEqual(
            volumes.map(({ name }) => name),
            ["tmp"],
        );
    });

    it("have pods that the cluster sends to the nodes of tenants", async () => {
        const [pod] = await podsOf("acme-corp", "log-server");
        const { nodeSelector, tolerations } = pod?.["spec"] as {
            nodeSelector: object;
            tolerations: { key: string }[];
        };
        assert.deepEqual(nodeSelector, { "neurallog.io/node-type": "tenant-workload" });
        assert.ok(tolerations.some(({ key }) => key === "neurallog.io/tenant-workload"));
    });

    it("have autoscalers that own the number of replicas", async () => {
        for (const [tenant, name, least, most] of REPLICAS) {
            const scalerOf = () =>
                cluster.read("autoscaling/v2", "HorizontalPodAutoscaler", name, `tenant-${tenant}`);
            assert.partialDeepStrictEqual((await scalerOf())?.["spec"], {
                minReplicas: least,
                maxReplicas: most,
            });
            await eventually(`the autoscaler of ${tenant}/${name} is able to scale`, async () => {
                const { conditions = [] } = ((await scalerOf())?.["status"] ?? {}) as {
                    conditions?: Condition[];
                };
                return conditions.some(
                    ({ type, status }) => type === "AbleToScale" && status === "True",
                );
            });
            assert.equal((await deployment(tenant, name)).spec.replicas, least);
        }
    });

    it("get all of their most at once, under the quota", async () => {
        for (const [tenant, name, , most] of REPLICAS) {
            await change(tenant, name, { replicas: most });
        }
        await eventually("every tenant has its most", () => all((_, most) => most), 60);
        assert.deepEqual(await failures(), []);
    });

    it("keep their number in an update that rolls them out, and get one more each for that", async () => {
        await up(TENANTS, { metricsPort: 9999 });
        await eventually("every rollout has begun", () => all((_, most) => most + 1), 60);
        assert.deepEqual(await failures(), []);
        for (const [tenant, name, , most] of REPLICAS) {
            assert.equal((await deployment(tenant, name)).spec.replicas, most);
        }
    });

    it("have room in the quota for one pod each that is still ending", async () => {
        for (const [tenant, name] of REPLICAS) {
            const { template } = (await deployment(tenant, name)).spec;
            const metadata = { name: `${name}-ending`, namespace: `tenant-${tenant}` };
            const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: template.spec };
            const verdict = await cluster.create(pod);
            assert.ok(verdict.admitted, JSON.stringify(verdict));
        }
    });

    it("get no more than that: the quota is what ends their growth", async () => {
        for (const tenant of Object.keys(TENANTS)) {
            const { replicas } = (await deployment(tenant, "log-server")).spec;
            await change(tenant, "log-server", { replicas: replicas + 1 });
        }
        await eventually(
            "the quota of every tenant has refused a pod",
            async () => {
                const refused = await failures();
                return Object.keys(TENANTS).every((tenant) =>
                    refused.some(
                        (failure) =>
                            failure.startsWith(`tenant-${tenant}: `) &&
                            failure.includes("exceeded quota"),
                    ),
                );
            },
            60,
        );
    });

    it("lose their pods when the tenant is suspended, whoever has scaled them, and get them back", async () => {
        const pods = async () => [
            (await podsOf(id, "log-server")).length,
            (await podsOf(id, "auth-service")).length,
        ];
        await up({ ...TENANTS, [id]: { ...sample, state: "suspended" } });
        await eventually("it has no pods", async () =>
            (await pods()).every((count) => count === 0),
        );
        assert.equal((await deployment(id, "log-server")).spec.replicas, 0);
        const scalers = await cluster.list("autoscaling/v2", "HorizontalPodAutoscaler");
        assert.ok(scalers.every(({ metadata }) => metadata.namespace !== `tenant-${id}`));

        await up(TENANTS);
        const asBefore = async () => {
            const [logServer, authService] = await pods();
            return logServer === 2 && authService === 1;
        };
        await eventually("it has as many as before", asBefore, 60);
    });

    it("are refused before anything is registered when the quota does not hold them", async () => {
        const globex = { ...TENANTS.globex, services: both(9, 1) };
        checkout.write({ ...checkout.stack, "neurallog:tenants": { ...TENANTS, globex } });
        const { code, output } = await checkout.up();
        assert.notEqual(code, 0);
        assert.match(output, /neurallog:tenants\.globex\.services/);
        assert.match(output, /14 pods of 10/);
    });
});
