import assert from "node:assert/strict";

import type { Asked, AuthorizationPolicy } from "../../../tenancy/reachability/index.ts";

import { flow } from "../../../tenancy/reachability/index.ts";
import { authorizationPolicy, meshWorld, networkPolicy, peerAuthentication } from "./support.ts";

const A: Asked = { namespace: "a", name: "web" };
const B: Asked = { namespace: "b", name: "web" };
const B_DB: Asked = { namespace: "b", name: "db" };
/** Out of the mesh: whatever it sends is plaintext. */
const P: Asked = { namespace: "p", name: "web" };
const PROBE: Asked = { outside: "probe" };
const INTERNET: Asked = { outside: "internet" };

const STRICT = peerAuthentication("istio-system", { mtls: { mode: "STRICT" } });

function assertFlow(
    objects: readonly object[],
    from: Asked,
    to: Asked,
    port: number,
    expected: boolean,
) {
    const { allowed, because } = flow(meshWorld(...objects), from, to, port);
    const question = JSON.stringify([from, to, port]);
    assert.equal(allowed, expected, `${question}: ${because.join("; ")}`);
}

type Rules = NonNullable<NonNullable<AuthorizationPolicy["spec"]>["rules"]>;

describe("network policies in the mesh", () => {
    const on = (port: number) => networkPolicy("b", { ingress: [{ ports: [{ port }] }] });

    it("see the tunnel's port and not the one that is called", () => {
        assertFlow([on(15008)], A, B, 8080, true);
        assertFlow([on(8080)], A, B, 8080, false);
    });

    it("see the port that is called when one end is out of the mesh", () => {
        assertFlow([on(8080)], P, B, 8080, true);
        assertFlow([on(15008)], P, B, 8080, false);
        const egress = networkPolicy("a", { egress: [{ ports: [{ port: 15008 }] }] });
        assertFlow([egress], A, P, 8080, false);
        assertFlow([egress], A, P, 15008, true);
        assertFlow([egress], A, INTERNET, 443, false);
    });

    it("are alone in judging what is not TCP", () => {
        const nobody = authorizationPolicy("b", {});
        const world = meshWorld(nobody, STRICT);
        assert.equal(flow(world, A, B, 53, "UDP").allowed, true);
        assert.equal(flow(world, A, B, 53, "TCP").allowed, false);
    });

    it("do not let plaintext into the tunnel's port", () => {
        assertFlow([], P, B, 15008, false);
        assertFlow([], P, B, 15009, true);
    });
});

describe("a PeerAuthentication", () => {
    const workload = (spec: object) =>
        peerAuthentication("b", { selector: { matchLabels: { app: "web" } }, ...spec }, "web");

    it("is permissive where there is none", () => {
        assertFlow([], P, B, 8080, true);
    });

    it("that is STRICT refuses plaintext", () => {
        assertFlow([STRICT], P, B, 8080, false);
        assertFlow([STRICT], INTERNET, B, 8080, false);
        assertFlow([STRICT], A, B, 8080, true);
    });

    it("says nothing for pods out of the mesh", () => {
        assertFlow([STRICT], A, P, 8080, true);
    });

    it("does not reach the kubelet's probes", () => {
        assertFlow([STRICT, authorizationPolicy("b", {})], PROBE, B, 8080, true);
    });

    for (const mode of ["PERMISSIVE", "DISABLE"] as const) {
        it(`of a namespace that is ${mode} beats the mesh's`, () => {
            assertFlow([STRICT, peerAuthentication("b", { mtls: { mode } })], P, B, 8080, true);
            assertFlow([STRICT, peerAuthentication("b", { mtls: { mode } })], P, A, 8080, false);
        });
    }

    it("that is UNSET or says nothing asks the wider one", () => {
        for (const spec of [{}, { mtls: {} }, { mtls: { mode: "UNSET" as const } }]) {
            assertFlow([STRICT, peerAuthentication("b", spec)], P, B, 8080, false);
        }
    });

    it("of a workload beats the namespace's, for the pods it selects", () => {
        const objects = [STRICT, workload({ mtls: { mode: "PERMISSIVE" } })];
        assertFlow(objects, P, B, 8080, true);
        assertFlow(objects, P, B_DB, 8080, false);
    });

    it("may say otherwise of a port", () => {
        const objects = [
            workload({ mtls: { mode: "STRICT" }, portLevelMtls: { "9000": { mode: "DISABLE" } } }),
        ];
        assertFlow(objects, P, B, 9000, true);
        assertFlow(objects, P, B, 9001, false);
    });

    it("with a selector in the root namespace is nobody's", () => {
        const root = peerAuthentication("istio-system", {
            selector: { matchLabels: { app: "web" } },
            mtls: { mode: "STRICT" },
        });
        assertFlow([root], P, B, 8080, true);
    });

    it("of two at one level, either may count, so the weaker does", () => {
        const two = ["STRICT", "PERMISSIVE"].map((mode, index) =>
            peerAuthentication("b", { mtls: { mode: mode as "STRICT" } }, `peers-${index}`),
        );
        assertFlow(two, P, B, 8080, true);
        assertFlow(two.toReversed(), P, B, 8080, true);
    });
});

describe("an AuthorizationPolicy", () => {
    const allow = (...rules: Rules) => authorizationPolicy("b", { rules }, "allow");
    const deny = (...rules: Rules) => authorizationPolicy("b", { action: "DENY", rules }, "deny");
    const from = (source: object) => ({ from: [{ source }] });
    const to = (operation: object) => ({ to: [{ operation }] });

    it("allows by default, and without rules allows nobody", () => {
        assertFlow([authorizationPolicy("b", {})], A, B, 8080, false);
        assertFlow([authorizationPolicy("b", { action: "ALLOW" })], A, B, 8080, false);
        assertFlow([authorizationPolicy("b", {})], B, A, 8080, true);
    });

    it("that denies without rules denies nobody", () => {
        assertFlow([authorizationPolicy("b", { action: "DENY" })], A, B, 8080, true);
    });

    it("with an empty rule is for everybody", () => {
        assertFlow([allow({})], A, B, 8080, true);
        assertFlow([allow({})], P, B, 8080, true);
        assertFlow([deny({})], A, B, 8080, false);
    });

    it("that denies beats one that allows", () => {
        assertFlow([allow({}), deny(from({ namespaces: ["a"] }))], A, B, 8080, false);
        assertFlow([allow({}), deny(from({ namespaces: ["c"] }))], A, B, 8080, true);
    });

    it("applies to the pods it selects", () => {
        const db = authorizationPolicy("b", { selector: { matchLabels: { app: "db" } } });
        assertFlow([db], A, B_DB, 8080, false);
        assertFlow([db], A, B, 8080, true);
    });

    it("in the root namespace is for the whole mesh", () => {
        assertFlow([authorizationPolicy("istio-system", {})], A, B, 8080, false);
        assertFlow([authorizationPolicy("istio-system", {})], A, P, 8080, true);
    });

    it("of a waypoint takes nothing from what ztunnel allows", () => {
        const targetRefs = [{ kind: "Gateway", name: "waypoint" }];
        assertFlow([authorizationPolicy("b", { targetRefs })], A, B, 8080, true);
    });

    const NAMES: readonly [words: string, source: object, matches: boolean][] = [
        ["a namespace", { namespaces: ["a"] }, true],
        ["another namespace", { namespaces: ["c", "b"] }, false],
        ["a prefix", { namespaces: ["a*"] }, true],
        ["a suffix", { namespaces: ["*a"] }, true],
        ["presence", { namespaces: ["*"] }, true],
        ["a principal", { principals: ["cluster.local/ns/a/sa/web"] }, true],
        ["a principal of another account", { principals: ["cluster.local/ns/a/sa/db"] }, false],
        ["a principal of another trust domain", { principals: ["other/ns/a/sa/web"] }, false],
        ["a principal's suffix", { principals: ["*/ns/a/sa/web"] }, true],
        ["a service account", { serviceAccounts: ["a/web"] }, true],
        ["a service account of the policy's own namespace", { serviceAccounts: ["web"] }, false],
        ["not a namespace", { notNamespaces: ["a"] }, false],
        ["not another namespace", { notNamespaces: ["c"] }, true],
        ["not a principal", { notPrincipals: ["cluster.local/ns/a/sa/web"] }, false],
        ["not a service account", { notServiceAccounts: ["a/web"] }, false],
        ["an address range over the pods", { ipBlocks: ["10.0.0.0/8"] }, true],
        ["an address range elsewhere", { ipBlocks: ["192.0.2.1"] }, false],
        ["not an address range over all pods", { notIpBlocks: ["10.0.0.0/8"] }, false],
        ["all members at once", { namespaces: ["a"], ipBlocks: ["192.0.2.1"] }, false],
    ];

    for (const [words, source, matches] of NAMES) {
        it(`knows ${words}`, () => {
            assertFlow([allow(from(source))], A, B, 8080, matches);
            assertFlow([deny(from(source))], A, B, 8080, !matches);
        });
    }

    it("knows no identity in plaintext, so that only what is negative matches", () => {
        for (const source of [
            { namespaces: ["p"] },
            { namespaces: ["*"] },
            { principals: ["*"] },
            { serviceAccounts: ["p/web"] },
        ]) {
            assertFlow([allow(from(source))], P, B, 8080, false);
            assertFlow([deny(from(source))], P, B, 8080, true);
        }
        for (const source of [
            { notNamespaces: ["p"] },
            { notPrincipals: ["*"] },
            { notServiceAccounts: ["p/web"] },
        ]) {
            assertFlow([allow(from(source))], P, B, 8080, true);
            assertFlow([deny(from(source))], P, B, 8080, false);
        }
    });

    it("knows the port that is called", () => {
        assertFlow([allow(to({ ports: ["8080"] }))], A, B, 8080, true);
        assertFlow([allow(to({ ports: ["8080"] }))], A, B, 8081, false);
        assertFlow([allow(to({ notPorts: ["8080"] }))], A, B, 8080, false);
        assertFlow([allow(to({ notPorts: ["8080"] }))], A, B, 8081, true);
    });

    it("needs one source, one operation and every condition", () => {
        const rule = {
            from: [{ source: { namespaces: ["c"] } }, { source: { namespaces: ["a"] } }],
            to: [{ operation: { ports: ["8080"] } }, { operation: { ports: ["8081"] } }],
            when: [
                { key: "source.principal", values: ["*/sa/web"] },
                { key: "destination.port", notValues: ["8081"] },
            ],
        };
        assertFlow([allow(rule)], A, B, 8080, true);
        assertFlow([allow(rule)], A, B, 8081, false);
        assertFlow([allow(rule)], { namespace: "a", name: "db" }, B, 8080, false);
    });

    for (const [field, rule] of Object.entries({
        methods: to({ methods: ["GET"], ports: ["8080"] }),
        paths: to({ paths: ["/"], ports: ["8080"] }),
        hosts: to({ notHosts: ["x"], ports: ["8080"] }),
        requestPrincipals: {
            ...from({ requestPrincipals: ["*"], namespaces: ["a"] }),
            ...to({ ports: ["8080"] }),
        },
    })) {
        it(`with ${field} allows nothing, and denies without regard to them`, () => {
            assertFlow([allow(rule)], A, B, 8080, false);
            assertFlow([deny(rule)], A, B, 8080, false);
            assertFlow([deny(rule)], A, B, 8081, true);
        });
    }

    it("that denies by HTTP alone denies nothing", () => {
        assertFlow([deny(to({ methods: ["GET"] }))], A, B, 8080, true);
        assertFlow(
            [deny({ when: [{ key: "request.headers[x]", values: ["y"] }] })],
            A,
            B,
            8080,
            true,
        );
    });

    it("that says nothing of a source or an operation matches nobody", () => {
        assertFlow([allow({ from: [{}] })], A, B, 8080, false);
        assertFlow([allow(to({}))], A, B, 8080, false);
    });
});
