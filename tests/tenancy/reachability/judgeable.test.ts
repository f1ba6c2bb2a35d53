import assert from "node:assert/strict";

import { evaluate } from "../../../tenancy/reachability/index.ts";
import {
    authorizationPolicy,
    clusterPolicy,
    meshWorld,
    networkPolicy,
    peerAuthentication,
    smallWorld,
} from "./support.ts";

const unjudged = (world: Parameters<typeof evaluate>[0]) =>
    evaluate(world)
        .findings.filter(({ kind }) => kind === "not-judged")
        .map(({ message }) => message);

const TAIL = ". Write it in fields that the proof understands.";

/** What the proof must not pass over, and what it says of it. */
const OBJECTS: readonly (readonly [object: object, message: string])[] = [
    [
        networkPolicy("a", { ingress: [{ from: [{ fqdn: "x" } as object] }] }),
        "NetworkPolicy a/policy cannot be judged: spec.ingress[0].from[0].fqdn is not understood",
    ],
    [
        networkPolicy("a", { ingress: [{ from: [{}] }] }),
        "NetworkPolicy a/policy cannot be judged: spec.ingress[0].from[0] must have selectors or an ipBlock",
    ],
    [
        networkPolicy("a", { ingress: [{ from: [{ ipBlock: { cidr: "everywhere" } }] }] }),
        "NetworkPolicy a/policy cannot be judged: spec.ingress[0].from[0].ipBlock.cidr must be an address range such as 10.0.0.0/8",
    ],
    [
        networkPolicy("a", { ingress: [{ ports: [{ port: "web", endPort: 90 }] }] }),
        "NetworkPolicy a/policy cannot be judged: spec.ingress[0].ports[0] must have a port number no larger than endPort",
    ],
    [
        networkPolicy("a", {
            podSelector: { matchExpressions: [{ key: "app", operator: "Like" }] },
        }),
        "NetworkPolicy a/policy cannot be judged: spec.podSelector.matchExpressions[0].operator must be In or NotIn or Exists or DoesNotExist",
    ],
    [
        authorizationPolicy("a", { action: "CUSTOM" as "ALLOW" }),
        "AuthorizationPolicy a/policy cannot be judged: spec.action must be ALLOW or DENY",
    ],
    [
        authorizationPolicy("a", { selector: {} }),
        "AuthorizationPolicy a/policy cannot be judged: spec.selector must have matchLabels",
    ],
    [
        authorizationPolicy("a", { rules: [{ to: [{ operation: { ports: ["http"] } }] }] }),
        "AuthorizationPolicy a/policy cannot be judged: spec.rules[0].to[0].operation.ports[0] must be a port as a text",
    ],
    [
        authorizationPolicy("a", { rules: [{ from: [{ source: { namespaces: [] } }] }] }),
        "AuthorizationPolicy a/policy cannot be judged: spec.rules[0].from[0].source.namespaces must not be empty",
    ],
    [
        {
            ...authorizationPolicy("a", {}),
            metadata: {
                name: "policy",
                namespace: "a",
                annotations: { "istio.io/dry-run": "true" },
            },
        },
        "AuthorizationPolicy a/policy cannot be judged: the annotation istio.io/dry-run keeps it from being enforced",
    ],
    [
        peerAuthentication("a", { portLevelMtls: { "80": { mode: "DISABLE" } } }),
        "PeerAuthentication a/default cannot be judged: spec must have a selector for its portLevelMtls",
    ],
    [
        clusterPolicy({
            egress: [{ action: "Accept", to: [{ domainNames: ["example.com"] } as object] }],
        }),
        "ClusterNetworkPolicy policy cannot be judged: spec.egress[0].to[0] must have exactly one of namespaces, pods, networks",
    ],
    [
        {
            apiVersion: "networking.k8s.aws/v1alpha1",
            kind: "ApplicationNetworkPolicy",
            metadata: { name: "policy", namespace: "a" },
        },
        "ApplicationNetworkPolicy a/policy cannot be judged: networking.k8s.aws/v1alpha1 ApplicationNetworkPolicy is not understood",
    ],
    [
        {
            apiVersion: "cilium.io/v2",
            kind: "CiliumNetworkPolicy",
            metadata: { name: "policy", namespace: "a" },
        },
        "CiliumNetworkPolicy a/policy cannot be judged: cilium.io/v2 CiliumNetworkPolicy is not understood",
    ],
];

describe("what cannot be judged", () => {
    for (const [object, message] of OBJECTS) {
        it(`is an objection: ${message.replace(/.*judged: /, "")}`, () => {
            assert.deepEqual(unjudged(meshWorld(object)), [message + TAIL]);
        });
    }

    it("is a mesh's policy where there is no mesh", () => {
        assert.deepEqual(unjudged(smallWorld(authorizationPolicy("a", {}))), [
            `AuthorizationPolicy a/policy cannot be judged: the cluster has no mesh to enforce it${TAIL}`,
        ]);
    });

    it("is not an object that judges no traffic", () => {
        assert.deepEqual(unjudged(smallWorld({ apiVersion: "v1", kind: "ConfigMap" })), []);
    });
});
