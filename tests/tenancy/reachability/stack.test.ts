import type { NetworkPolicy } from "kubernetes-types/networking/v1.js";

import assert from "node:assert/strict";

import type { KubernetesObject } from "../../../tenancy/blueprint/index.ts";

import { tenantObjects } from "../../../tenancy/blueprint/index.ts";
import { PLAN_NAMES } from "../../../tenancy/plans.ts";
import {
    evaluate,
    renderProof,
    stackWorld,
    tenantWorld,
} from "../../../tenancy/reachability/index.ts";
import { ACME_CORP, CLUSTER, MESHED_CLUSTER, tenantOf } from "../../support/tenants.ts";
import {
    authorizationPolicy,
    clusterPolicy,
    networkPolicy,
    peerAuthentication,
} from "./support.ts";

const OTHERS = PLAN_NAMES.map((plan) => tenantOf(plan));

/** The stack of the sample tenant and one of each plan, with the sample tenant's objects changed. */
function stack(change: (objects: KubernetesObject[]) => readonly object[] = (objects) => objects) {
    return stackWorld({
        objects: [
            ...OTHERS.flatMap((tenant) => tenantObjects(tenant, CLUSTER)),
            ...change(structuredClone(tenantObjects(ACME_CORP, CLUSTER))),
        ],
        cluster: CLUSTER,
    });
}

/** The sample tenant's stack after `change` has changed one of its network policies. */
function withPolicy(name: string, change: (policy: Required<NetworkPolicy>) => void) {
    return stack((objects) => {
        const policy = objects.find(({ metadata }) => metadata.name === name);
        assert.equal(policy?.kind, "NetworkPolicy");
        change(policy as Required<NetworkPolicy>);
        return objects;
    });
}

function messages(world: ReturnType<typeof stack>): readonly string[] {
    return evaluate(world).findings.map(({ message }) => message);
}

function assertFound(world: ReturnType<typeof stack>, expected: RegExp) {
    const found = messages(world);
    assert.ok(
        found.some((message) => expected.test(message)),
        `${expected.source}\n${found.join("\n")}`,
    );
}

const POLICY_NAMES = tenantObjects(ACME_CORP, CLUSTER)
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map(({ metadata }) => metadata.name);

const TEXT = `4 tenants in 1 class, 4 platform namespaces, 16 policies.
0 edges from tenant to tenant.

tenant-starter-tenant and 3 more: every policy treats them alike.

From                                      To                                        On
pods of neurallog-system                  pods of tenant-starter-tenant and 3 more  TCP any port; UDP any port; SCTP any port
pods of istio-ingress                     pods of tenant-starter-tenant and 3 more  TCP any port; UDP any port; SCTP any port
pods of monitoring                        pods of tenant-starter-tenant and 3 more  TCP any port; UDP any port; SCTP any port
pods of tenant-starter-tenant and 3 more  each its own                              TCP any port; UDP any port; SCTP any port
pods of tenant-starter-tenant and 3 more  pods of neurallog-system                  TCP 5432, 6379, 8080
pods of tenant-starter-tenant and 3 more  DNS pods of kube-system                   TCP 53; UDP 53
pods of tenant-starter-tenant and 3 more  the internet                              TCP 443

Nothing to object to.
`;

describe("the proof of a stack", () => {
    it("finds nothing wrong with the blueprint", () => {
        assert.deepEqual(messages(stack()), []);
    });

    it("finds no way from tenant to tenant among 500 of all plans, in less than five seconds", function () {
        this.timeout(20_000);
        const tenants = Array.from({ length: 500 }, (_, index) =>
            tenantOf(PLAN_NAMES[index % 3] ?? "starter", `tenant-${index}`),
        );
        const start = performance.now();
        const { summary, findings } = evaluate(tenantWorld(tenants, CLUSTER));
        const seconds = (performance.now() - start) / 1000;
        assert.deepEqual(findings, []);
        assert.equal(summary.tenants, 500);
        assert.equal(summary.tenantToTenant, 0);
        assert.equal(summary.tenantClasses, 1);
        assert.ok(seconds < 5, `${seconds} s`);
    });

    it("is fast too when each tenant is a class of its own", function () {
        this.timeout(60_000);
        const tenants = Array.from({ length: 40 }, (_, index) => tenantOf("starter", `t-${index}`));
        const platformObjects = tenants.map(({ id }) =>
            networkPolicy(
                "neurallog-system",
                {
                    ingress: [
                        {
                            from: [
                                {
                                    namespaceSelector: {
                                        matchLabels: {
                                            "kubernetes.io/metadata.name": `tenant-${id}`,
                                        },
                                    },
                                },
                            ],
                        },
                    ],
                },
                id,
            ),
        );
        const { summary } = evaluate(tenantWorld(tenants, CLUSTER, { platformObjects }));
        assert.equal(summary.tenantClasses, 40);
        assert.equal(summary.tenantToTenant, 0);
    });

    it("is this text", () => {
        assert.equal(renderProof(evaluate(stack())), TEXT);
    });
});

describe("a policy of a tenant", () => {
    for (const name of POLICY_NAMES) {
        it(`${name} is missed when it is dropped`, () => {
            const dropped = stack((objects) =>
                objects.filter(({ metadata }) => metadata.name !== name),
            );
            assert.notDeepEqual(messages(dropped), []);
        });

        it(`${name} is missed when it selects some pods only`, () => {
            const narrowed = withPolicy(name, ({ spec }) => {
                spec.podSelector = { matchLabels: { app: "web" } };
            });
            assert.notDeepEqual(messages(narrowed), []);
        });
    }

    it("lets every tenant in or out once all of them are dropped", () => {
        const open = stack((objects) => objects.filter(({ kind }) => kind !== "NetworkPolicy"));
        assertFound(open, /can reach the API server's private endpoint on .*any port/);
        assertFound(open, /can reach instance metadata \(IMDS\) on TCP any port/);
        assertFound(open, /No NetworkPolicy of pods of tenant-acme-corp denies all ingress/);
        assert.equal(evaluate(open).summary.tenantToTenant, 0, "the others keep theirs closed");
    });

    const policies = tenantObjects(ACME_CORP, CLUSTER).filter(
        (object) => object.kind === "NetworkPolicy",
    );
    for (const { metadata, spec } of policies) {
        for (const [direction, other] of [
            ["ingress", "from"],
            ["egress", "to"],
        ] as const) {
            const rules: readonly object[] = spec?.[direction] ?? [];
            rules.forEach((rule, ruleIndex) => {
                const peers = (rule as Record<string, object[]>)[other] ?? [];
                peers.forEach((peer, peerIndex) => {
                    const place = `${metadata.name} ${direction}[${ruleIndex}].${other}[${peerIndex}]`;
                    const withPeer = (changed: object) =>
                        withPolicy(metadata.name, (policy) => {
                            const list = policy.spec[direction]?.[ruleIndex] as Record<
                                string,
                                object[]
                            >;
                            list[other] = (list[other] ?? []).with(peerIndex, changed);
                        });

                    it(`${place} is found when it is for every namespace`, () => {
                        assert.notDeepEqual(
                            messages(
                                withPeer({ ...peer, ipBlock: undefined, namespaceSelector: {} }),
                            ),
                            [],
                        );
                    });

                    it(`${place} is found when it is for every address`, () => {
                        const world = withPeer({ ipBlock: { cidr: "0.0.0.0/0" } });
                        assert.notDeepEqual(messages(world), []);
                    });

                    if ("namespaceSelector" in peer) {
                        it(`${place} is found when its label is misspelt`, () => {
                            const namespaceSelector = {
                                matchLabels: { "kubernetes.io/metadata.nam": "neurallog-system" },
                            };
                            assertFound(withPeer({ ...peer, namespaceSelector }), /selects no pod/);
                        });

                        it(`${place} is found when its namespace is misspelt`, () => {
                            const namespaceSelector = {
                                matchLabels: { "kubernetes.io/metadata.name": "neuralog-system" },
                            };
                            assertFound(withPeer({ ...peer, namespaceSelector }), /selects no pod/);
                        });
                    }
                });

                it(`${metadata.name} ${direction}[${ruleIndex}] is found when it names nobody`, () => {
                    const world = withPolicy(metadata.name, (policy) => {
                        const list = policy.spec[direction]?.[ruleIndex] as Record<
                            string,
                            object[]
                        >;
                        list[other] = [];
                    });
                    assert.notDeepEqual(messages(world), []);
                });
            });
        }
    }

    it("is found when it allows another tenant by name, on both sides", () => {
        const world = stackWorld({
            objects: [
                ...[ACME_CORP, ...OTHERS].flatMap((tenant) => tenantObjects(tenant, CLUSTER)),
                networkPolicy(
                    "tenant-acme-corp",
                    { egress: [{ to: [named("tenant-starter-tenant")] }] },
                    "out",
                ),
                networkPolicy(
                    "tenant-starter-tenant",
                    { ingress: [{ from: [named("tenant-acme-corp")] }] },
                    "in",
                ),
            ],
            cluster: CLUSTER,
        });
        const verdict = evaluate(world);
        assert.equal(verdict.summary.tenantClasses, 3);
        assert.equal(verdict.summary.tenantToTenant, 1);
        assert.deepEqual(
            verdict.findings.map(({ message }) => message),
            [
                "pods of tenant-acme-corp can reach pods of tenant-starter-tenant on TCP any port; UDP any port; " +
                    "SCTP any port, by egress: NetworkPolicy tenant-acme-corp/out egress[0].to[0]; ingress: " +
                    "NetworkPolicy tenant-starter-tenant/in ingress[0].from[0]. Tenants must not reach each other.",
            ],
        );
    });

    it("is found when it looks for pods by labels that any tenant may choose", () => {
        const everywhere = {
            namespaceSelector: {},
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        };
        const tenants = [ACME_CORP, ...OTHERS];
        const objects = tenants.flatMap((tenant) => [
            ...tenantObjects(tenant, CLUSTER),
            networkPolicy(`tenant-${tenant.id}`, { egress: [{ to: [everywhere] }] }, "dns-out"),
            networkPolicy(`tenant-${tenant.id}`, { ingress: [{ from: [everywhere] }] }, "dns-in"),
        ]);
        const world = stackWorld({ objects, cluster: CLUSTER });
        assertFound(
            world,
            /pods of tenant-acme-corp and 3 more, labelled k8s-app=kube-dns can reach pods of each other of these 4, labelled k8s-app=kube-dns/,
        );
    });
});

describe("what the platform brings", () => {
    const world = (...platformObjects: readonly object[]) =>
        tenantWorld([ACME_CORP, ...OTHERS], CLUSTER, { platformObjects });

    it("may open a way between tenants, and is named", () => {
        const open = clusterPolicy(
            {
                egress: [{ action: "Accept", to: [{ namespaces: {} }] }],
                ingress: [{ action: "Accept", from: [{ namespaces: {} }] }],
            },
            "open",
        );
        assertFound(
            world(open),
            /can reach pods of each other of these 4 on .* by egress: ClusterNetworkPolicy open egress\[0\]\.to\[0\]; ingress: ClusterNetworkPolicy open ingress\[0\]/,
        );
    });

    it("may hold a way closed that a tenant's policy opens", () => {
        const open = networkPolicy(
            "tenant-acme-corp",
            { egress: [{ to: [{ ipBlock: { cidr: "169.254.169.254/32" } }] }] },
            "metadata",
        );
        const closed = clusterPolicy({
            egress: [{ action: "Deny", to: [{ networks: ["169.254.169.254/32"] }] }],
        });
        assertFound(
            world(open),
            /can reach instance metadata \(IMDS\) on .*NetworkPolicy tenant-acme-corp\/metadata/,
        );
        assert.deepEqual(messages(world(open, closed)), []);
    });

    it("may listen on ports side by side", () => {
        const { network } = CLUSTER;
        const cluster = { ...CLUSTER, network: { ...network, systemPorts: [8080, 8081, 8082] } };
        assert.deepEqual(messages(tenantWorld([ACME_CORP], cluster)), []);
    });

    it("is found when it selects nobody", () => {
        assertFound(
            world(networkPolicy("neurallog-sistem", {})),
            /NetworkPolicy neurallog-sistem\/policy selects no pod/,
        );
    });
});

describe("a stack with a mesh", () => {
    const tenants = [ACME_CORP, ...OTHERS];
    const { network } = MESHED_CLUSTER;
    const namespace = (name: string) => ({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name, labels: { "istio.io/dataplane-mode": "ambient" } },
    });
    const listedPorts = authorizationPolicy("neurallog-system", {
        rules: [{ to: [{ operation: { ports: network.systemPorts.map(String) } }] }],
    });
    const PLATFORM = [namespace("neurallog-system"), namespace("monitoring"), listedPorts];

    function meshed(
        change: (objects: KubernetesObject[]) => readonly object[],
        platform: readonly object[] = PLATFORM,
    ) {
        const objects = tenants.flatMap((tenant) =>
            change(structuredClone(tenantObjects(tenant, MESHED_CLUSTER))),
        );
        return stackWorld({ objects: [...objects, ...platform], cluster: MESHED_CLUSTER });
    }
    const same = (objects: KubernetesObject[]) => objects;
    const without = (kind: string) => (objects: KubernetesObject[]) =>
        objects.filter((object) => object.kind !== kind);

    it("has nothing wrong with it", () => {
        assert.deepEqual(messages(meshed(same)), []);
    });

    it("is proved for 500 tenants in less than five seconds", function () {
        this.timeout(20_000);
        const many = Array.from({ length: 500 }, (_, index) =>
            tenantOf(PLAN_NAMES[index % 3] ?? "starter", `tenant-${index}`),
        );
        const start = performance.now();
        const verdict = evaluate(tenantWorld(many, MESHED_CLUSTER, { platformObjects: PLATFORM }));
        const seconds = (performance.now() - start) / 1000;
        assert.deepEqual(verdict.findings, []);
        assert.equal(verdict.summary.tenantClasses, 1);
        assert.ok(seconds < 5, `${seconds} s`);
    });

    it("is found to let tenants call any port of the platform that the platform does not limit", () => {
        assertFound(
            meshed(same, PLATFORM.slice(0, 2)),
            /can reach pods of neurallog-system on TCP 1-15007, 15009-65535, by egress: .*allow-system-services.*Tenants may reach it on TCP 8080, TCP 5432, TCP 6379 only/,
        );
    });

    it("is found to lack the AuthorizationPolicy that is dropped", () => {
        assertFound(
            meshed(without("AuthorizationPolicy")),
            /Nothing refuses in the mesh what reaches pods of .*no AuthorizationPolicy allows anybody in particular/,
        );
    });

    it("is found to lack the PeerAuthentication that is dropped, unless the mesh has one", () => {
        const strict = peerAuthentication("istio-system", { mtls: { mode: "STRICT" } });
        const dropped = without("PeerAuthentication");
        assertFound(
            meshed(dropped),
            /Nothing refuses plaintext that reaches pods of .*no PeerAuthentication wants mutual TLS/,
        );
        assert.deepEqual(messages(meshed(dropped, [...PLATFORM, strict])), []);
    });

    it("is found when a source is widened to every namespace", () => {
        const widened = meshed((objects) =>
            objects.map((object) =>
                object.kind === "AuthorizationPolicy"
                    ? {
                          ...object,
                          spec: { rules: [{ from: [{ source: { namespaces: ["tenant-*"] } }] }] },
                      }
                    : object,
            ),
        );
        assertFound(
            widened,
            /Nothing refuses in the mesh what reaches .*tenant-access-control rules\[0\]/,
        );
    });

    it("is found when a source is misspelt", () => {
        const misspelt = meshed((objects) =>
            objects.map((object) =>
                object.kind === "AuthorizationPolicy"
                    ? (JSON.parse(
                          JSON.stringify(object).replace('"monitoring"', '"monitorin"'),
                      ) as object)
                    : object,
            ),
        );
        assertFound(misspelt, /names the namespace monitorin, which does not exist/);
        assertFound(
            misspelt,
            /pods of monitoring must reach pods of .* but mesh: no rule of AuthorizationPolicy/,
        );
    });

    it("is found when a tenant's namespace is not in it", () => {
        const left = meshed((objects) =>
            objects.map((object) =>
                object.kind === "Namespace"
                    ? { ...object, metadata: { name: object.metadata.name, labels: {} } }
                    : object,
            ),
        );
        assertFound(left, /AuthorizationPolicy .*tenant-access-control selects no pod of the mesh/);
    });
});

function named(name: string) {
    return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}
