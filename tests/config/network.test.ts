import assert from "node:assert/strict";

import { CLUSTER } from "../support/tenants.ts";
import { accepted, finding, findingsOf } from "./stack-file.ts";

const RANGE = "an IPv4 range such as 192.0.2.0/24, written with its first address";

function findings(network: unknown): string[] {
    return findingsOf({ "neurallog:network": network });
}

const at = (path: string, ...rest: [got: string, rule: string, remedy?: string]): string =>
    finding(`neurallog:network.${path}`, ...rest);

describe("neurallog:network", () => {
    it("has a default for every member", () => {
        assert.deepEqual(accepted({}).context.network, CLUSTER.network);
        assert.deepEqual(accepted({ "neurallog:network": {} }).context.network, CLUSTER.network);
    });

    it("changes what it names and nothing else", () => {
        const network = { systemPorts: [9000], gatewayNamespace: "gateway" };
        assert.deepEqual(accepted({ "neurallog:network": network }).context.network, {
            ...CLUSTER.network,
            ...network,
        });
    });

    it("adds to the private ranges, takes none away and says none twice", () => {
        const network = { additionalPrivateRanges: ["203.0.113.0/24", "10.0.0.0/8"] };
        assert.deepEqual(accepted({ "neurallog:network": network }).context.network.privateRanges, [
            ...CLUSTER.network.privateRanges,
            "203.0.113.0/24",
        ]);
    });

    it("leads whoever wants to replace the private ranges to adding to them", () => {
        assert.deepEqual(findings({ privateRanges: [] }), [
            at(
                "privateRanges",
                `"privateRanges"`,
                "one of systemNamespace, systemPorts, gatewayNamespace, monitoringNamespace, clusterNetworkPolicies, additionalPrivateRanges",
                `did you mean "additionalPrivateRanges"?`,
            ),
        ]);
    });

    it("is a map", () => {
        const members =
            "systemNamespace, systemPorts, gatewayNamespace, monitoringNamespace, clusterNetworkPolicies, additionalPrivateRanges";
        assert.deepEqual(findings([]), [
            finding("neurallog:network", "an empty list", `a map of ${members}`),
        ]);
    });

    for (const [range, got, meant] of [
        ["203.0.113.9/24", `"203.0.113.9/24"`, "203.0.113.0/24"],
        ["203.0.113.9", `"203.0.113.9"`, "203.0.113.9/32"],
        ["255.255.255.255/1", `"255.255.255.255/1"`, "128.0.0.0/1"],
        ["0.0.0.0/0", `"0.0.0.0/0"`, undefined],
        ["10.0.0.0/33", `"10.0.0.0/33"`, undefined],
        ["256.0.0.0/8", `"256.0.0.0/8"`, undefined],
        ["010.0.0.0/8", `"010.0.0.0/8"`, undefined],
        ["fd00::/8", `"fd00::/8"`, undefined],
        [10, "10", undefined],
    ] as const) {
        it(`refuses the private range ${range}`, () => {
            const remedy = meant === undefined ? undefined : `did you mean "${meant}"?`;
            assert.deepEqual(findings({ additionalPrivateRanges: ["192.0.2.0/24", range] }), [
                at("additionalPrivateRanges[1]", got, RANGE, remedy),
            ]);
        });
    }

    it("refuses no ports at all, which a NetworkPolicy takes for every port", () => {
        assert.deepEqual(findings({ systemPorts: [] }), [
            at("systemPorts", "an empty list", "a list of at least one port"),
        ]);
    });

    it("refuses what is no port and no list of ports", () => {
        const rule = "a whole number, from 1 to 65535";
        assert.deepEqual(findings({ systemPorts: [0, 80, 65536, "443", 1.5] }), [
            at("systemPorts[0]", "0", rule),
            at("systemPorts[2]", "65536", rule),
            at("systemPorts[3]", `"443"`, rule, "write 443, without quotes"),
            at("systemPorts[4]", "1.5", rule),
        ]);
        assert.deepEqual(findings({ systemPorts: 80 }), [
            at("systemPorts", "80", "a list of ports"),
        ]);
    });

    for (const member of ["systemNamespace", "gatewayNamespace"]) {
        it(`refuses a tenant's namespace as ${member}`, () => {
            assert.deepEqual(findings({ [member]: "tenant-acme" }), [
                at(
                    member,
                    `"tenant-acme"`,
                    `the name of a namespace that is no tenant's: a DNS label that does not start with "tenant-"`,
                    `did you mean "acme"?`,
                ),
            ]);
        });

        it(`refuses what cannot be a namespace as ${member}`, () => {
            assert.deepEqual(findings({ [member]: "Kube System" }), [
                at(
                    member,
                    `"Kube System"`,
                    "a DNS label: lower-case letters, digits and dashes, at most 63, a letter or digit at both ends",
                    `did you mean "kube-system"?`,
                ),
            ]);
        });
    }
});
