import type { NetworkPolicySpec } from "kubernetes-types/networking/v1.js";

import assert from "node:assert/strict";

import type { Asked, Protocol } from "../../../tenancy/reachability/index.ts";

import { flow } from "../../../tenancy/reachability/index.ts";
import { networkPolicy, smallWorld } from "./support.ts";

const A_WEB: Asked = { namespace: "a", name: "web" };
const A_DB: Asked = { namespace: "a", name: "db" };
const B_WEB: Asked = { namespace: "b", name: "web" };
const B_DB: Asked = { namespace: "b", name: "db" };
const INTERNET: Asked = { outside: "internet" };
const IMDS: Asked = { outside: "imds" };

type Question = readonly [from: Asked, to: Asked, port: number, protocol?: Protocol];
type Policy = readonly [namespace: string, spec: Partial<NetworkPolicySpec>];

const named = (name: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const fromB = [{ from: [named("b")] }];

/** Each rule of the API, as questions that it answers with yes and with no. */
const RULES: Readonly<
    Record<
        string,
        { policies: readonly Policy[]; yes?: readonly Question[]; no?: readonly Question[] }
    >
> = {
    "no policy opens everything": {
        policies: [],
        yes: [
            [A_WEB, B_WEB, 1],
            [A_WEB, B_WEB, 65535, "SCTP"],
            [A_WEB, IMDS, 80],
            [INTERNET, A_WEB, 22],
        ],
    },
    "a policy without types isolates ingress alone": {
        policies: [["a", {}]],
        yes: [[A_WEB, B_WEB, 80]],
        no: [
            [B_WEB, A_WEB, 80],
            [INTERNET, A_WEB, 80],
        ],
    },
    "a policy without types but with egress rules isolates both": {
        policies: [["a", { egress: [{ to: [named("p")] }] }]],
        no: [
            [B_WEB, A_WEB, 80],
            [A_WEB, B_WEB, 80],
        ],
    },
    "a policy without types and with an empty list of egress rules isolates ingress alone": {
        policies: [["a", { egress: [] }]],
        yes: [[A_WEB, B_WEB, 80]],
        no: [[B_WEB, A_WEB, 80]],
    },
    "types leave out rules of the other direction": {
        policies: [["a", { policyTypes: ["Egress"], ingress: fromB }]],
        yes: [[{ namespace: "p" }, A_WEB, 80]],
        no: [[A_WEB, B_WEB, 80]],
    },
    "a policy isolates the pods it selects alone": {
        policies: [["a", { podSelector: { matchLabels: { app: "web" } } }]],
        yes: [[B_WEB, A_DB, 80]],
        no: [[B_WEB, A_WEB, 80]],
    },
    "a policy isolates its own namespace alone": {
        policies: [["a", {}]],
        yes: [[A_WEB, B_WEB, 80]],
        no: [[A_DB, A_WEB, 80]],
    },
    "policies add up": {
        policies: [
            ["a", {}],
            ["a", { ingress: [{ ports: [{ port: 80 }] }] }],
            ["a", { ingress: [{ ports: [{ port: 81 }] }] }],
        ],
        yes: [
            [B_WEB, A_WEB, 80],
            [B_WEB, A_WEB, 81],
        ],
        no: [[B_WEB, A_WEB, 82]],
    },
    "both ends must agree": {
        policies: [
            ["a", { policyTypes: ["Egress"], egress: [{ to: [named("b")] }] }],
            ["b", { ingress: [{ from: [named("p")] }] }],
        ],
        yes: [[{ namespace: "p" }, B_WEB, 80]],
        no: [[A_WEB, B_WEB, 80]],
    },
    "a rule without peers is for everybody": {
        policies: [["a", { ingress: [{ from: [] }] }]],
        yes: [
            [B_WEB, A_WEB, 80],
            [INTERNET, A_WEB, 80],
        ],
    },
    "an empty rule opens everything": {
        policies: [["a", { policyTypes: ["Ingress", "Egress"], ingress: [{}], egress: [{}] }]],
        yes: [
            [B_WEB, A_WEB, 80, "UDP"],
            [A_WEB, IMDS, 80],
        ],
    },
    "a list of peers is one or the other": {
        policies: [["a", { ingress: [{ from: [named("b"), named("p")] }] }]],
        yes: [
            [B_WEB, A_WEB, 80],
            [{ namespace: "p" }, A_WEB, 80],
        ],
        no: [[A_DB, A_WEB, 80]],
    },
    "an empty namespaceSelector is every namespace but not the outside": {
        policies: [["a", { ingress: [{ from: [{ namespaceSelector: {} }] }] }]],
        yes: [
            [B_WEB, A_WEB, 80],
            [A_DB, A_WEB, 80],
        ],
        no: [[INTERNET, A_WEB, 80]],
    },
    "a podSelector alone is the policy's own namespace": {
        policies: [
            ["a", { ingress: [{ from: [{ podSelector: { matchLabels: { app: "db" } } }] }] }],
        ],
        yes: [[A_DB, A_WEB, 80]],
        no: [
            [B_DB, A_WEB, 80],
            [A_WEB, A_WEB, 80],
        ],
    },
    "namespaceSelector and podSelector of one peer must both hold": {
        policies: [
            [
                "a",
                {
                    ingress: [
                        { from: [{ ...named("b"), podSelector: { matchLabels: { app: "db" } } }] },
                    ],
                },
            ],
        ],
        yes: [[B_DB, A_WEB, 80]],
        no: [
            [B_WEB, A_WEB, 80],
            [A_DB, A_WEB, 80],
        ],
    },
    "of two peers one must hold": {
        policies: [
            [
                "a",
                {
                    ingress: [
                        { from: [named("b"), { podSelector: { matchLabels: { app: "db" } } }] },
                    ],
                },
            ],
        ],
        yes: [
            [B_WEB, A_WEB, 80],
            [A_DB, A_WEB, 80],
        ],
        no: [[{ namespace: "p", name: "db" }, A_WEB, 80]],
    },
    "NotIn holds where the label is absent, and In does not": {
        policies: [
            [
                "a",
                {
                    ingress: [
                        {
                            from: [
                                {
                                    namespaceSelector: {
                                        matchExpressions: [
                                            { key: "team", operator: "NotIn", values: ["blue"] },
                                        ],
                                    },
                                },
                            ],
                        },
                    ],
                },
            ],
        ],
        yes: [[{ namespace: "p" }, A_WEB, 80]],
        no: [[B_WEB, A_WEB, 80]],
    },
    "Exists asks for the label": {
        policies: [
            [
                "a",
                {
                    ingress: [
                        {
                            from: [
                                {
                                    namespaceSelector: {
                                        matchExpressions: [{ key: "team", operator: "Exists" }],
                                    },
                                },
                            ],
                        },
                    ],
                },
            ],
        ],
        yes: [[B_WEB, A_WEB, 80]],
        no: [[{ namespace: "p" }, A_WEB, 80]],
    },
    "DoesNotExist asks for its absence": {
        policies: [
            [
                "a",
                {
                    ingress: [
                        {
                            from: [
                                {
                                    namespaceSelector: {
                                        matchExpressions: [
                                            { key: "team", operator: "DoesNotExist" },
                                        ],
                                    },
                                },
                            ],
                        },
                    ],
                },
            ],
        ],
        yes: [[{ namespace: "p" }, A_WEB, 80]],
        no: [[B_WEB, A_WEB, 80]],
    },
    "an ipBlock over the pods' range is every pod": {
        policies: [["a", { ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] }]],
        yes: [
            [B_WEB, A_WEB, 80],
            [INTERNET, A_WEB, 80],
        ],
    },
    "an ipBlock over a part of it is every pod too": {
        policies: [["a", { ingress: [{ from: [{ ipBlock: { cidr: "10.1.2.3/32" } }] }] }]],
        yes: [[B_WEB, A_WEB, 80]],
        no: [[INTERNET, A_WEB, 80]],
    },
    "except takes out what it covers": {
        policies: [
            [
                "a",
                {
                    policyTypes: ["Egress"],
                    egress: [
                        {
                            to: [
                                {
                                    ipBlock: {
                                        cidr: "0.0.0.0/0",
                                        except: ["10.0.0.0/9", "10.128.0.0/9", "169.254.0.0/16"],
                                    },
                                },
                            ],
                        },
                    ],
                },
            ],
        ],
        yes: [[A_WEB, INTERNET, 443]],
        no: [
            [A_WEB, B_WEB, 443],
            [A_WEB, IMDS, 80],
        ],
    },
    "except of a part of the pods' range leaves pods": {
        policies: [
            [
                "a",
                {
                    policyTypes: ["Egress"],
                    egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/9"] } }] }],
                },
            ],
        ],
        yes: [
            [A_WEB, B_WEB, 443],
            [A_WEB, IMDS, 80],
        ],
    },
    "a port is TCP unless it says otherwise": {
        policies: [["a", { ingress: [{ ports: [{ port: 53 }] }] }]],
        yes: [[B_WEB, A_WEB, 53]],
        no: [
            [B_WEB, A_WEB, 53, "UDP"],
            [B_WEB, A_WEB, 53, "SCTP"],
        ],
    },
    "a protocol without a port is all its ports": {
        policies: [["a", { ingress: [{ ports: [{ protocol: "UDP" }] }] }]],
        yes: [[B_WEB, A_WEB, 1, "UDP"]],
        no: [[B_WEB, A_WEB, 1]],
    },
    "endPort is included": {
        policies: [["a", { ingress: [{ ports: [{ port: 80, endPort: 90 }] }] }]],
        yes: [
            [B_WEB, A_WEB, 80],
            [B_WEB, A_WEB, 90],
        ],
        no: [
            [B_WEB, A_WEB, 79],
            [B_WEB, A_WEB, 91],
        ],
    },
    "a named port is the destination's": {
        policies: [["a", { policyTypes: ["Egress"], egress: [{ ports: [{ port: "db" }] }] }]],
        yes: [[A_WEB, B_DB, 5432]],
        no: [
            [A_WEB, B_WEB, 5432],
            [A_WEB, B_DB, 8080],
            [A_WEB, INTERNET, 5432],
        ],
    },
    "a named port has the protocol of its container port": {
        policies: [["a", { ingress: [{ ports: [{ port: "web", protocol: "UDP" }] }] }]],
        no: [
            [B_WEB, A_WEB, 8080, "UDP"],
            [B_WEB, A_WEB, 8080],
        ],
    },
    "peers and ports of one rule must both hold": {
        policies: [["a", { ingress: [{ from: [named("b")], ports: [{ port: 80 }] }] }]],
        yes: [[B_WEB, A_WEB, 80]],
        no: [
            [B_WEB, A_WEB, 81],
            [A_DB, A_WEB, 80],
        ],
    },
};

describe("a NetworkPolicy", () => {
    for (const [rule, { policies, yes = [], no = [] }] of Object.entries(RULES)) {
        it(rule, () => {
            const world = smallWorld(
                ...policies.map(([namespace, spec], index) =>
                    networkPolicy(namespace, spec, `policy-${index}`),
                ),
            );
            for (const [questions, expected] of [
                [yes, true],
                [no, false],
            ] as const) {
                for (const [from, to, port, protocol] of questions) {
                    const { allowed, because } = flow(world, from, to, port, protocol);
                    const question = JSON.stringify([from, to, port, protocol]);
                    assert.equal(allowed, expected, `${question}: ${because.join("; ")}`);
                }
            }
        });
    }

    it("does not believe a namespace that gives itself the name of another", () => {
        const world = smallWorld(networkPolicy("a", { ingress: fromB }));
        const impersonating = {
            ...world,
            namespaces: world.namespaces.map((namespace) => ({
                ...namespace,
                labels: { "kubernetes.io/metadata.name": "b" },
            })),
        };
        assert.equal(flow(impersonating, { namespace: "p" }, A_WEB, 80).allowed, false);
        assert.equal(flow(impersonating, B_WEB, A_WEB, 80).allowed, true);
    });

    it("is named, with its rule and peer, where it lets something through", () => {
        const world = smallWorld(networkPolicy("a", { ingress: [{}, ...fromB] }, "open"));
        assert.deepEqual(flow(world, B_WEB, A_WEB, 80).because, [
            "egress: no policy isolates its egress",
            "ingress: NetworkPolicy a/open ingress[0]",
        ]);
    });

    it("is named where it refuses", () => {
        const world = smallWorld(networkPolicy("a", {}, "closed"));
        assert.deepEqual(flow(world, B_WEB, A_WEB, 80), {
            allowed: false,
            because: ["ingress: no ingress rule of NetworkPolicy a/closed"],
        });
    });
});

describe("a question", () => {
    it("about nobody is an error", () => {
        assert.throws(
            () => flow(smallWorld(), { namespace: "c" }, A_WEB, 80),
            new Error('nobody is {"namespace":"c"}'),
        );
    });
});
