import fc from "fast-check";
import assert from "node:assert/strict";

import type { Outside, Verdict, Workload, World } from "../../../tenancy/reachability/index.ts";

import { evaluate } from "../../../tenancy/reachability/index.ts";
import { slowlyReaches } from "./slow-evaluator.ts";
import {
    authorizationPolicy,
    clusterPolicy,
    MESH,
    networkPolicy,
    peerAuthentication,
} from "./support.ts";

const TENANTS = ["tenant-a", "tenant-b", "tenant-c"];
const NAMESPACES = [...TENANTS, "platform", "istio-system"];
const PORTS = [79, 80, 81, 82, 15007, 15008, 15009];
/** In a policy of a template: the namespace that the policy is in. */
const OWN = "own";

const name = fc.constantFrom(...NAMESPACES, OWN);
const port = fc.constantFrom(80, 81, 15008);
const cidr = fc.constantFrom(
    "0.0.0.0/0",
    "10.0.0.0/30",
    "10.0.0.0/31",
    "10.0.0.2/32",
    "192.0.2.0/31",
);
const except = fc.uniqueArray(fc.constantFrom("10.0.0.0/31", "10.0.0.3/32", "192.0.2.1/32"));

const namespaceSelector = fc.oneof(
    fc.constant({}),
    name.map((own) => ({ matchLabels: { "kubernetes.io/metadata.name": own } })),
    name.map((own) => ({ matchLabels: { id: own } })),
    fc.constantFrom("red", "blue").map((team) => ({ matchLabels: { team } })),
    fc
        .record({
            key: fc.constantFrom("team", "id"),
            operator: fc.constantFrom("In", "NotIn"),
            values: fc.uniqueArray(fc.oneof(name, fc.constant("red")), { minLength: 1 }),
        })
        .map((expression) => ({ matchExpressions: [expression] })),
    fc
        .constantFrom("Exists", "DoesNotExist")
        .map((operator) => ({ matchExpressions: [{ key: "team", operator }] })),
);
const podSelector = fc.oneof(
    fc.constant({}),
    fc.constantFrom("web", "db", "none").map((app) => ({ matchLabels: { app } })),
);
const peer = fc.oneof(
    namespaceSelector.map((selector) => ({ namespaceSelector: selector })),
    podSelector.map((selector) => ({ podSelector: selector })),
    fc.record({ namespaceSelector, podSelector }),
    fc.record({ cidr, except }).map((ipBlock) => ({ ipBlock })),
);
const protocol = fc.constantFrom("TCP", "UDP");
const rulePort = fc.oneof(
    fc.record({ protocol, port }),
    fc.record({ port: fc.constant(80), endPort: fc.constantFrom(80, 81, 15008) }),
    fc.record({ port: fc.constant("web") }),
    fc.record({ protocol }),
);
const few = <T>(item: fc.Arbitrary<T>, minLength = 0) =>
    fc.array(item, { minLength, maxLength: 2 });

const aNetworkPolicy = fc.record(
    {
        podSelector,
        policyTypes: fc.subarray(["Ingress", "Egress"], { minLength: 1 }),
        ingress: few(fc.record({ from: few(peer), ports: few(rulePort) }, { requiredKeys: [] })),
        egress: few(fc.record({ to: few(peer), ports: few(rulePort) }, { requiredKeys: [] })),
    },
    { requiredKeys: ["podSelector"] },
);

const clusterPods = fc.oneof(
    namespaceSelector.map((namespaces) => ({ namespaces })),
    fc.record({ namespaceSelector, podSelector }).map((pods) => ({ pods })),
);
const clusterRule = {
    action: fc.constantFrom("Accept", "Deny", "Pass"),
    ports: fc.oneof(
        fc.constant(undefined),
        few(
            fc.oneof(
                fc.record({ protocol, port }).map((portNumber) => ({ portNumber })),
                fc.constant({ portRange: { start: 80, end: 15008 } }),
            ),
            1,
        ),
    ),
};
/** One rule a direction: where a policy has several, implementations differ. */
const aClusterPolicy = fc.record({
    tier: fc.constantFrom("Admin", "Baseline"),
    subject: clusterPods,
    ingress: fc.array(fc.record({ ...clusterRule, from: few(clusterPods, 1) }), { maxLength: 1 }),
    egress: fc.array(
        fc.record({
            ...clusterRule,
            to: few(
                fc.oneof(
                    clusterPods,
                    cidr.map((network) => ({ networks: [network] })),
                ),
                1,
            ),
        }),
        { maxLength: 1 },
    ),
});

const names = fc.array(fc.oneof(name, fc.constantFrom("*", "tenant-*", "*-a")), {
    minLength: 1,
    maxLength: 2,
});
const principals = fc.array(
    fc.oneof(
        fc
            .tuple(name, fc.constantFrom("web", "db"))
            .map(([n, sa]) => `cluster.local/ns/${n}/sa/${sa}`),
        fc.constantFrom("*", "*/sa/web", "cluster.local/ns/tenant-*"),
    ),
    { minLength: 1, maxLength: 2 },
);
const portTexts = fc.array(port.map(String), { minLength: 1, maxLength: 2 });
const source = fc
    .record(
        {
            namespaces: names,
            notNamespaces: names,
            principals,
            notPrincipals: principals,
            ipBlocks: fc.array(cidr, { minLength: 1, maxLength: 2 }),
            notIpBlocks: fc.array(cidr, { minLength: 1, maxLength: 2 }),
        },
        { requiredKeys: [] },
    )
    .filter((fields) => Object.keys(fields).length > 0);
const operation = fc.oneof(
    portTexts.map((ports) => ({ ports })),
    portTexts.map((notPorts) => ({ notPorts })),
);
const selector = fc.option(
    fc.constantFrom("web", "db").map((app) => ({ matchLabels: { app } })),
    { nil: undefined },
);
const anAuthorizationPolicy = fc.record({
    selector,
    action: fc.constantFrom("ALLOW", "DENY", undefined),
    rules: few(
        fc.record(
            {
                from: few(
                    source.map((s) => ({ source: s })),
                    1,
                ),
                to: few(
                    operation.map((o) => ({ operation: o })),
                    1,
                ),
            },
            { requiredKeys: [] },
        ),
    ),
});
const mode = fc.constantFrom("UNSET", "DISABLE", "PERMISSIVE", "STRICT");
const aPeerAuthentication = fc.oneof(
    fc.record({ mtls: fc.record({ mode }) }),
    fc.record({
        selector: fc.constant({ matchLabels: { app: "web" } }),
        mtls: fc.record({ mode: mode.filter((m) => m !== "UNSET") }),
        portLevelMtls: fc.record({
            "80": fc.record({ mode: mode.filter((m) => m !== "UNSET") }),
        }),
    }),
);

/** A policy and where it is: in one namespace, or in each tenant's as its own. */
const policies = fc.array(
    fc.record({
        kind: fc.constantFrom("network", "network", "network", "authorization", "cluster"),
        network: aNetworkPolicy,
        authorization: anAuthorizationPolicy,
        cluster: aClusterPolicy,
        homes: fc.oneof(
            fc.constant(TENANTS),
            fc.constant(TENANTS),
            fc.constantFrom(...NAMESPACES).map((home) => [home]),
        ),
    }),
    { maxLength: 5 },
);

const worlds: fc.Arbitrary<World> = fc
    .record({
        policies,
        peers: fc.uniqueArray(
            fc.record({ home: fc.constantFrom(...NAMESPACES), spec: aPeerAuthentication }),
            {
                maxLength: 3,
                selector: ({ home }) => home,
            },
        ),
        meshed: fc.record(
            Object.fromEntries(["tenants", "platform"].map((key) => [key, fc.boolean()])) as Record<
                "tenants" | "platform",
                fc.Arbitrary<boolean>
            >,
        ),
        teams: fc.array(fc.constantFrom("red", "blue", undefined), { minLength: 5, maxLength: 5 }),
    })
    .map(({ policies, peers, meshed, teams }) => {
        const namespaces = NAMESPACES.map((namespace, index) => {
            const team = teams[index];
            return {
                name: namespace,
                labels: { id: namespace, ...(team === undefined ? {} : { team }) },
                tenant: TENANTS.includes(namespace),
            };
        });
        const objects = [
            ...policies.flatMap(({ homes, kind, network, authorization, cluster }, index) =>
                kind === "cluster"
                    ? [
                          clusterPolicy(
                              own({ ...cluster, priority: index }, "tenant-a"),
                              `c-${index}`,
                          ),
                      ]
                    : homes.map((home) =>
                          kind === "network"
                              ? networkPolicy(home, own(network, home), `n-${index}`)
                              : authorizationPolicy(
                                    home,
                                    own(authorization as object, home),
                                    `z-${index}`,
                                ),
                      ),
            ),
            ...peers.map(({ home, spec }) => peerAuthentication(home, spec as object)),
        ];
        return {
            namespaces,
            workloads: namespaces.flatMap(({ name: namespace, tenant }) =>
                ["web", "db"].map((app) => ({
                    namespace,
                    name: app,
                    labels: { app },
                    serviceAccount: app,
                    ports: [
                        { name: "web", port: app === "web" ? 80 : 82, protocol: "TCP" as const },
                    ],
                    inMesh: tenant ? meshed.tenants : meshed.platform,
                    openToTenants: [],
                })),
            ),
            outside: [
                {
                    name: "far",
                    ranges: ["192.0.2.0/30"],
                    except: ["192.0.2.3/32"],
                    openToTenants: [],
                },
            ],
            podRanges: ["10.0.0.0/30"],
            mesh: MESH,
            objects: JSON.parse(JSON.stringify(objects)) as object[],
            promises: [],
        };
    });

function own<T>(template: T, home: string): T {
    return JSON.parse(JSON.stringify(template).replaceAll(OWN, home)) as T;
}

function saysReaches(
    verdict: Verdict,
    from: Workload | Outside,
    to: Workload | Outside,
    protocol: string,
    port: number,
): boolean {
    const isIn = (namespaces: readonly string[], who: Workload | Outside) =>
        "namespace" in who ? namespaces.includes(who.namespace) : namespaces.length === 0;
    const relation =
        "namespace" in from && "namespace" in to && from.namespace === to.namespace
            ? "own"
            : "other";
    return verdict.edges.some(
        (edge) =>
            edge.relation === relation &&
            edge.from.name === from.name &&
            edge.to.name === to.name &&
            isIn(edge.from.namespaces, from) &&
            isIn(edge.to.namespaces, to) &&
            edge.reach.some(
                (reach) => reach.protocol === protocol && reach.first <= port && port <= reach.last,
            ),
    );
}

describe("the proof", () => {
    it("says of every pair and port what the slow evaluator says", function () {
        this.timeout(60_000);
        let pairs = 0;
        let reached = 0;
        let shared = 0;
        fc.assert(
            fc.property(worlds, (world) => {
                const verdict = evaluate(world);
                assert.deepEqual(
                    verdict.findings.filter(({ kind }) => kind === "not-judged"),
                    [],
                );
                shared += verdict.tenantClasses.some(({ length }) => length > 1) ? 1 : 0;
                const everybody = [...world.workloads, ...world.outside];
                for (const from of everybody) {
                    for (const to of everybody) {
                        if (!("namespace" in from) && !("namespace" in to)) {
                            continue;
                        }
                        for (const protocol of ["TCP", "UDP"] as const) {
                            for (const port of PORTS) {
                                const expected = slowlyReaches(world, from, to, protocol, port);
                                pairs += 1;
                                reached += expected ? 1 : 0;
                                assert.equal(
                                    saysReaches(verdict, from, to, protocol, port),
                                    expected,
                                    `${JSON.stringify(from)} to ${JSON.stringify(to)} on ${protocol} ${port}`,
                                );
                            }
                        }
                    }
                }
            }),
            { numRuns: 60 },
        );
        // The worlds are worth asking about: much is refused, much is not, and classes have several members.
        assert.ok(reached > pairs * 0.1 && reached < pairs * 0.95, `${reached} of ${pairs}`);
        assert.ok(shared > 5, `${shared} worlds with a class of several tenants`);
    });

    it("is the same each time, whatever the order of the objects", () => {
        fc.assert(
            fc.property(worlds, (world) => {
                const reversed = { ...world, objects: world.objects.toReversed() };
                const pairs = ({ edges }: Verdict) =>
                    edges.map(({ from, to, relation }) => ({ from, to, relation }));
                assert.deepEqual(pairs(evaluate(reversed)), pairs(evaluate(world)));
                assert.deepEqual(evaluate(world), evaluate(world));
            }),
            { numRuns: 20 },
        );
    });
});
