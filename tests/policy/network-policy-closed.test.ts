import assert from "node:assert/strict";

import { networkPolicyClosed as rule } from "../../policy/rules/network-policy-closed.ts";
import {
    ACME_LABELS,
    changed,
    UNKNOWN,
    UnknownValueError,
    violationsOf,
    violationsOfPatch,
    without,
    type Declared,
} from "./support.ts";

const NAME_LABEL = "kubernetes.io/metadata.name";

const PRIVATE = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
];

const COMPLIANT: Declared = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "tenant-isolation", namespace: "tenant-acme", labels: ACME_LABELS },
    spec: {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [{ namespaceSelector: namespace("tenant-acme") }] }],
        egress: [
            {
                to: [{ ipBlock: { cidr: "0.0.0.0/0", except: PRIVATE } }],
                ports: [{ protocol: "TCP", port: 443 }],
            },
        ],
    },
};

function namespace(name: string) {
    return { matchLabels: { [NAME_LABEL]: name } };
}

const INGRESS_RULE = ["spec", "ingress", 0];
const INGRESS_PEER = [...INGRESS_RULE, "from", 0];
const EGRESS_RULE = ["spec", "egress", 0];
const EGRESS_PEER = [...EGRESS_RULE, "to", 0];

const OBJECT = "NetworkPolicy tenant-acme/tenant-isolation";

function noPeers(path: string) {
    return (
        `${OBJECT}: ${path} must name peers, but it names none, which means everywhere. ` +
        "Name them, or remove the rule."
    );
}

function notByName(selector: object) {
    return (
        `${OBJECT}: spec.ingress[0].from[0].namespaceSelector must select namespaces by ${NAME_LABEL}, ` +
        `but it is ${JSON.stringify(selector)}. ` +
        "Select them by name: whoever labels a namespace can give it any other label."
    );
}

function notExcepted(blocks: string, found: string, path = "spec.egress[0].to[0]") {
    return (
        `${OBJECT}: ${path}.ipBlock.except must cover ${blocks}, but it is ${found}. Except what is private or ` +
        "link-local, or name one address of it: other tenants' pods and the nodes' credentials are there."
    );
}

describe("policy network-policy-closed", () => {
    it("accepts a policy that names its peers", () => {
        assert.deepEqual(violationsOf(rule, COMPLIANT), []);
    });

    it("accepts a policy that denies everything", () => {
        const deny = changed(COMPLIANT, ["spec"], {
            podSelector: {},
            policyTypes: ["Ingress", "Egress"],
        });
        assert.deepEqual(violationsOf(rule, deny), []);
    });

    describe("rules", () => {
        for (const open of [{}, { ports: [{ port: 80 }] }, { from: [] }, { from: null }, null]) {
            it(`refuses ${JSON.stringify(open)} as ingress`, () => {
                const policy = changed(COMPLIANT, INGRESS_RULE, open);
                assert.deepEqual(violationsOf(rule, policy), [noPeers("spec.ingress[0].from")]);
            });
        }

        for (const open of [{}, { ports: [{ port: 80 }] }, { to: [] }]) {
            it(`refuses ${JSON.stringify(open)} as egress`, () => {
                const policy = changed(COMPLIANT, EGRESS_RULE, open);
                assert.deepEqual(violationsOf(rule, policy), [noPeers("spec.egress[0].to")]);
            });
        }

        it("refuses an open rule that policyTypes does not put in force", () => {
            const policy = changed(COMPLIANT, EGRESS_RULE, {});
            assert.deepEqual(
                violationsOf(rule, changed(policy, ["spec", "policyTypes"], ["Ingress"])),
                [noPeers("spec.egress[0].to")],
            );
        });

        it("refuses every open rule at once", () => {
            const policy = changed(COMPLIANT, ["spec", "ingress"], [{}, {}]);
            assert.deepEqual(violationsOf(rule, changed(policy, EGRESS_RULE, {})), [
                noPeers("spec.ingress[0].from"),
                noPeers("spec.ingress[1].from"),
                noPeers("spec.egress[0].to"),
            ]);
        });

        it("refuses a patch with an open rule", () => {
            const policy = changed(COMPLIANT, INGRESS_RULE, {});
            assert.deepEqual(violationsOfPatch(rule, policy), [noPeers("spec.ingress[0].from")]);
        });

        it("refuses a peer that selects nothing", () => {
            const policy = changed(COMPLIANT, INGRESS_PEER, {});
            assert.deepEqual(violationsOf(rule, policy), [
                `${OBJECT}: spec.ingress[0].from[0] must select pods, namespaces or addresses, ` +
                    "but it selects none. Say whom it admits.",
            ]);
        });
    });

    describe("namespaces", () => {
        for (const selector of [
            namespace("istio-ingress"),
            { matchLabels: { [NAME_LABEL]: "tenant-acme", team: "core" } },
            {
                matchExpressions: [
                    { key: NAME_LABEL, operator: "In", values: ["tenant-acme", "istio-ingress"] },
                ],
            },
        ]) {
            it(`accepts ${JSON.stringify(selector)}`, () => {
                const policy = changed(COMPLIANT, INGRESS_PEER, { namespaceSelector: selector });
                assert.deepEqual(violationsOf(rule, policy), []);
            });
        }

        for (const selector of [
            {},
            { matchLabels: {} },
            { matchExpressions: [] },
            { matchLabels: { name: "istio-ingress" } },
            { matchExpressions: [{ key: NAME_LABEL, operator: "Exists" }] },
            { matchExpressions: [{ key: NAME_LABEL, operator: "NotIn", values: ["kube-system"] }] },
            { matchExpressions: [{ key: "team", operator: "In", values: ["core"] }] },
            { matchExpressions: [{ key: "absent", operator: "DoesNotExist" }] },
        ]) {
            it(`refuses ${JSON.stringify(selector)}`, () => {
                const policy = changed(COMPLIANT, INGRESS_PEER, { namespaceSelector: selector });
                assert.deepEqual(violationsOf(rule, policy), [notByName(selector)]);
            });
        }

        it("refuses another tenant", () => {
            const peer = { namespaceSelector: namespace("tenant-beta") };
            assert.deepEqual(violationsOf(rule, changed(COMPLIANT, INGRESS_PEER, peer)), [
                `${OBJECT}: spec.ingress[0].from[0].namespaceSelector must not select another tenant, ` +
                    'but it selects "tenant-beta". Remove it.',
            ]);
        });

        it("accepts pods of the own namespace", () => {
            const policy = changed(COMPLIANT, INGRESS_PEER, { podSelector: {} });
            assert.deepEqual(violationsOf(rule, policy), []);
        });
    });

    describe("addresses", () => {
        const CIDR = [...EGRESS_PEER, "ipBlock", "cidr"];
        const EXCEPT = [...EGRESS_PEER, "ipBlock", "except"];

        for (const range of PRIVATE) {
            it(`refuses 0.0.0.0/0 without the exception ${range}`, () => {
                const rest = PRIVATE.filter((other) => other !== range);
                assert.deepEqual(violationsOf(rule, changed(COMPLIANT, EXCEPT, rest)), [
                    notExcepted(range, JSON.stringify(rest)),
                ]);
            });
        }

        it("refuses 0.0.0.0/0 without exceptions", () => {
            assert.deepEqual(violationsOf(rule, without(COMPLIANT, EXCEPT)), [
                notExcepted(PRIVATE.join(", "), "absent"),
            ]);
        });

        it("does not take a part of a range for the range", () => {
            const except = ["10.0.0.0/9", ...PRIVATE.slice(1)];
            assert.deepEqual(violationsOf(rule, changed(COMPLIANT, EXCEPT, except)), [
                notExcepted("10.0.0.0/8", JSON.stringify(except)),
            ]);
        });

        for (const [cidr, open] of [
            ["::/0", "fc00::/7, fe80::/10"],
            ["128.0.0.0/1", "172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16"],
            ["1.2.3.4/0", PRIVATE.join(", ")],
            ["10.20.0.0/16", "10.20.0.0/16"],
            ["169.254.169.254/32", "169.254.169.254/32"],
            ["fd00:ec2::254/128", "fd00:ec2::254/128"],
        ] as const) {
            it(`refuses ${cidr}`, () => {
                const policy = without(changed(COMPLIANT, CIDR, cidr), EXCEPT);
                assert.deepEqual(violationsOf(rule, policy), [notExcepted(open, "absent")]);
            });
        }

        for (const cidr of ["203.0.113.0/24", "2001:db8::/32", "169.254.20.10/32", "10.1.2.3/32"]) {
            it(`accepts ${cidr}`, () => {
                const policy = without(changed(COMPLIANT, CIDR, cidr), EXCEPT);
                assert.deepEqual(violationsOf(rule, policy), []);
            });
        }

        it("accepts ::/0 but its private ranges", () => {
            const policy = changed(COMPLIANT, CIDR, "::/0");
            assert.deepEqual(
                violationsOf(rule, changed(policy, EXCEPT, ["fc00::/7", "fe80::/10"])),
                [],
            );
        });

        for (const cidr of ["0.0.0.0", "10.0.0.0/33", "::/129", "everywhere", 0]) {
            it(`refuses ${cidr}, which is no block`, () => {
                assert.deepEqual(violationsOf(rule, changed(COMPLIANT, CIDR, cidr)), [
                    `${OBJECT}: spec.egress[0].to[0].ipBlock.cidr must be a block such as 203.0.113.0/24, ` +
                        `but it is ${JSON.stringify(cidr)}. Correct it.`,
                ]);
            });
        }

        it("refuses the internet as a source, whatever the exceptions", () => {
            const peer = { ipBlock: { cidr: "0.0.0.0/0", except: PRIVATE } };
            assert.deepEqual(violationsOf(rule, changed(COMPLIANT, INGRESS_PEER, peer)), [
                `${OBJECT}: spec.ingress[0].from[0].ipBlock.cidr must be /8 or longer, but it is "0.0.0.0/0". ` +
                    "Let the internet in through the gateway's namespace only.",
            ]);
        });

        it("accepts a known network as a source, and refuses a private one", () => {
            const known = { ipBlock: { cidr: "203.0.113.0/24" } };
            assert.deepEqual(violationsOf(rule, changed(COMPLIANT, INGRESS_PEER, known)), []);
            const vpc = { ipBlock: { cidr: "10.0.0.0/8" } };
            assert.deepEqual(violationsOf(rule, changed(COMPLIANT, INGRESS_PEER, vpc)), [
                notExcepted("10.0.0.0/8", "absent", "spec.ingress[0].from[0]"),
            ]);
        });
    });

    for (const path of [
        ["spec"],
        ["spec", "ingress"],
        INGRESS_RULE,
        INGRESS_PEER,
        [...INGRESS_PEER, "namespaceSelector"],
        [...INGRESS_PEER, "namespaceSelector", "matchLabels", NAME_LABEL],
        [...EGRESS_PEER, "ipBlock", "cidr"],
        [...EGRESS_PEER, "ipBlock", "except", 4],
    ]) {
        it(`says nothing of ${path.join(".")} that is not known yet`, () => {
            const policy = changed(COMPLIANT, path, UNKNOWN);
            assert.throws(() => violationsOf(rule, policy), UnknownValueError);
        });
    }

    it("accepts a policy without a spec, which denies ingress", () => {
        assert.deepEqual(violationsOf(rule, without(COMPLIANT, ["spec"])), []);
    });

    it("leaves policies of the platform, of no namespace and of other engines alone", () => {
        const open = changed(COMPLIANT, INGRESS_RULE, {});
        const metadata = { name: "allow-all", namespace: "istio-system" };
        assert.deepEqual(violationsOf(rule, changed(open, ["metadata"], metadata)), []);
        assert.deepEqual(violationsOf(rule, without(open, ["metadata"])), []);
        const calico = { ...open, apiVersion: "crd.projectcalico.org/v1" };
        assert.deepEqual(violationsOf(rule, calico), []);
    });
});
