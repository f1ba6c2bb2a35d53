import assert from "node:assert/strict";

import { evaluate } from "../../../tenancy/reachability/index.ts";
import { authorizationPolicy, meshWorld, networkPolicy, smallWorld } from "./support.ts";

const together = [["a", "b"]];
const apart = [["a"], ["b"]];

const named = (...values: readonly string[]) => ({
    namespaceSelector: {
        matchExpressions: [
            { key: "kubernetes.io/metadata.name", operator: "In", values: [...values] },
        ],
    },
});
const from = (home: string, ...names: readonly string[]) =>
    networkPolicy(home, { ingress: [{ from: [named(...names)] }] }, names.join("-"));

const CASES: readonly (readonly [
    words: string,
    objects: readonly object[],
    classes: string[][],
])[] = [
    ["no policy looks at them", [], together],
    ["each names itself", [from("a", "a"), from("b", "b")], together],
    [
        "each names itself beside the same other",
        [from("a", "a", "p"), from("b", "p", "b")],
        together,
    ],
    ["one has a policy more", [from("a", "a")], apart],
    ["one names the other", [from("a", "b"), from("b", "b")], apart],
    ["they name each other", [from("a", "b"), from("b", "a")], apart],
    ["somebody names both in one list", [from("p", "a", "b")], together],
    ["somebody names one of them", [from("p", "a")], apart],
    [
        "somebody looks for a label that tells them apart",
        [
            networkPolicy("p", {
                ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "red" } } }] }],
            }),
        ],
        apart,
    ],
    [
        "somebody looks for a label that each of them has",
        [
            networkPolicy("p", {
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
            }),
        ],
        together,
    ],
];

describe("tenants are of one class", () => {
    for (const [words, objects, classes] of CASES) {
        it(`${classes.length === 1 ? "when" : "but not when"} ${words}`, () => {
            assert.deepEqual(evaluate(smallWorld(...objects)).tenantClasses, classes);
        });
    }

    const source = (fields: object) =>
        authorizationPolicy("p", { rules: [{ from: [{ source: fields }] }] });

    for (const fields of [
        { namespaces: ["a*"] },
        { notNamespaces: ["a"] },
        { principals: ["cluster.local/ns/a/sa/web"] },
        { principals: ["*/ns/a/sa/web"] },
        { serviceAccounts: ["a/web"] },
    ]) {
        it(`but not when the mesh tells them apart by ${JSON.stringify(fields)}`, () => {
            assert.deepEqual(evaluate(meshWorld(source(fields))).tenantClasses, apart);
        });
    }

    it("when the mesh does not tell them apart", () => {
        const world = meshWorld(source({ namespaces: ["c*"], principals: ["*/sa/web"] }));
        assert.deepEqual(evaluate(world).tenantClasses, together);
    });

    it("but not when one is the mesh's root, whose policies are for all", () => {
        const allowOwn = (own: string) =>
            authorizationPolicy(own, { rules: [{ from: [{ source: { namespaces: [own] } }] }] });
        const world = {
            ...meshWorld(allowOwn("a"), allowOwn("b")),
            mesh: { rootNamespace: "a", trustDomain: "cluster.local" },
        };
        const verdict = evaluate(world);
        assert.deepEqual(verdict.tenantClasses, apart);
        const overTcp = verdict.edges
            .filter(({ from, to, relation }) => from.tenant && to.tenant && relation === "other")
            .filter(({ reach }) => reach.some(({ protocol }) => protocol === "TCP"))
            .map((edge) => `${edge.from.namespaces.join()} ${edge.to.namespaces.join()}`);
        assert.deepEqual([...new Set(overTcp)], ["a b"]);
    });
});
