import assert from "node:assert/strict";

import type { Asked, Protocol } from "../../../tenancy/reachability/index.ts";

import { flow } from "../../../tenancy/reachability/index.ts";
import { clusterPolicy, networkPolicy, smallWorld } from "./support.ts";

const A: Asked = { namespace: "a", name: "web" };
const B: Asked = { namespace: "b", name: "web" };
const B_DB: Asked = { namespace: "b", name: "db" };
const IMDS: Asked = { outside: "imds" };
const INTERNET: Asked = { outside: "internet" };

const toB = [{ namespaces: { matchLabels: { "kubernetes.io/metadata.name": "b" } } }];
const everybody = [{ namespaces: {} }];
const closed = networkPolicy("b", {});
const open = networkPolicy("b", { ingress: [{}] });

const reaches = (
    objects: readonly object[],
    from: Asked,
    to: Asked,
    port = 80,
    protocol: Protocol = "TCP",
) => flow(smallWorld(...objects), from, to, port, protocol).allowed;

describe("a ClusterNetworkPolicy", () => {
    it("of the Admin tier denies what a network policy opens", () => {
        const deny = clusterPolicy({ egress: [{ action: "Deny", to: toB }] });
        assert.equal(reaches([deny, open], A, B), false);
        assert.equal(reaches([deny, open], A, A), true);
    });

    it("of the Admin tier accepts what a network policy closes", () => {
        const accept = clusterPolicy({ ingress: [{ action: "Accept", from: everybody }] });
        assert.equal(reaches([accept, closed], A, B), true);
        assert.equal(reaches([closed], A, B), false);
    });

    it("that accepts in one direction leaves the other alone", () => {
        const accept = clusterPolicy({ egress: [{ action: "Accept", to: everybody }] });
        assert.equal(reaches([accept, closed], A, B), false);
    });

    it("of the Baseline tier decides for pods that no network policy selects", () => {
        const deny = clusterPolicy({
            tier: "Baseline",
            ingress: [{ action: "Deny", from: everybody }],
        });
        assert.equal(reaches([deny], A, B), false);
        assert.equal(reaches([deny, open], A, B), true);
    });

    it("that passes leaves it to the next tier", () => {
        const pass = clusterPolicy({
            priority: 1,
            ingress: [{ action: "Pass", from: everybody }],
        });
        const deny = clusterPolicy(
            { priority: 2, ingress: [{ action: "Deny", from: everybody }] },
            "deny",
        );
        assert.equal(reaches([pass, deny, open], A, B), true);
        assert.equal(reaches([pass, deny, closed], A, B), false);
    });

    it("of the lowest priority decides", () => {
        const rule = (priority: number, action: "Accept" | "Deny") =>
            clusterPolicy({ priority, ingress: [{ action, from: everybody }] }, `p-${priority}`);
        assert.equal(reaches([rule(1, "Deny"), rule(2, "Accept")], A, B), false);
        assert.equal(reaches([rule(1, "Accept"), rule(2, "Deny")], A, B), true);
    });

    it("decides by its first rule that matches", () => {
        const rules = (...actions: ("Accept" | "Deny")[]) =>
            clusterPolicy({ ingress: actions.map((action) => ({ action, from: everybody })) });
        assert.equal(reaches([rules("Deny", "Accept")], A, B), false);
        assert.equal(reaches([rules("Accept", "Deny")], A, B), true);
    });

    it("of the same priority as another may lose to it, so what opens counts", () => {
        const rule = (name: string, action: "Accept" | "Deny") =>
            clusterPolicy({ ingress: [{ action, from: everybody }] }, name);
        assert.equal(reaches([rule("x", "Deny"), rule("y", "Accept")], A, B), true);
        assert.equal(reaches([rule("x", "Accept"), rule("y", "Deny")], A, B), true);
    });

    it("is for its subject alone", () => {
        const deny = clusterPolicy({
            subject: {
                pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: "db" } } },
            },
            ingress: [{ action: "Deny", from: everybody }],
        });
        assert.equal(reaches([deny], A, B_DB), false);
        assert.equal(reaches([deny], A, B), true);
    });

    it("knows networks, which are pods as well", () => {
        const deny = (network: string) =>
            clusterPolicy({ egress: [{ action: "Deny", to: [{ networks: [network] }] }] });
        assert.equal(reaches([deny("169.254.169.254/32")], A, IMDS), false);
        assert.equal(reaches([deny("169.254.169.254/32")], A, INTERNET), true);
        assert.equal(reaches([deny("10.0.0.0/8")], A, B), false);
        assert.equal(reaches([deny("10.0.0.0/9")], A, B), true);
    });

    it("knows ports, of TCP unless it says otherwise", () => {
        const deny = clusterPolicy({
            ingress: [
                {
                    action: "Deny",
                    from: everybody,
                    ports: [
                        { portNumber: { port: 80 } },
                        { portRange: { protocol: "UDP", start: 90, end: 95 } },
                    ],
                },
            ],
        });
        assert.equal(reaches([deny], A, B, 80), false);
        assert.equal(reaches([deny], A, B, 80, "UDP"), true);
        assert.equal(reaches([deny], A, B, 95, "UDP"), false);
        assert.equal(reaches([deny], A, B, 96, "UDP"), true);
    });
});
