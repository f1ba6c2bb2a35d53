import type { ResourceValidationPolicy } from "@pulumi/policy";

import { contains, isSingleAddress, parseCidr, sharedBlock, type Cidr } from "../cidr.ts";
import {
    butItIs,
    fields,
    isAbsent,
    list,
    text,
    texts,
    validateObjects,
    type Fields,
} from "../declared-object.ts";
import { tenantOf, tenantOfNamespace } from "../tenant.ts";

/** NetworkPolicies of other groups (Calico, the VPC CNI) have other fields and are not judged here. */
const NETWORK_POLICY_TYPES = ["NetworkPolicy.networking.k8s.io", "NetworkPolicy.extensions"];

type Direction = "ingress" | "egress";

const DIRECTIONS: readonly { direction: Direction; side: string }[] = [
    { direction: "ingress", side: "from" },
    { direction: "egress", side: "to" },
];

/** The one label of a namespace that nobody can choose: the API server sets it. */
const NAME_LABEL = "kubernetes.io/metadata.name";

/** Where other tenants' pods, the nodes and the nodes' credentials are. */
const PRIVATE_RANGES = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
].flatMap((range) => parseCidr(range) ?? []);

/** A node's instance metadata hands out the node's credentials. */
const METADATA_ADDRESSES = ["169.254.169.254/32", "fd00:ec2::254/128"].flatMap(
    (address) => parseCidr(address) ?? [],
);

/** From here on a block of sources is the internet rather than somebody's network. */
const SHORTEST_INGRESS_PREFIX = 8;

/**
 * Policies add up, so one that is open undoes all that are closed. Rules count also where `policyTypes` leaves
 * them out: one word would put them in force.
 */
export const networkPolicyClosed: ResourceValidationPolicy = {
    name: "network-policy-closed",
    description:
        "No NetworkPolicy of a tenant opens to everywhere, to another tenant, to namespaces that anyone " +
        "can join by a label, or to the private and link-local ranges.",
    enforcementLevel: "mandatory",
    validateResource: validateObjects(NETWORK_POLICY_TYPES, (object, reportViolation) => {
        const tenant = tenantOf(object);
        if (tenant === undefined) {
            return;
        }
        const spec = fields(object.props["spec"]);
        for (const { direction, side } of DIRECTIONS) {
            list(spec[direction]).forEach((rule, ruleIndex) => {
                const path = `spec.${direction}[${ruleIndex}].${side}`;
                const peers = list(fields(rule)[side]);
                if (peers.length === 0) {
                    reportViolation(
                        `${object.label}: ${path} must name peers, but it names none, which means everywhere. ` +
                            "Name them, or remove the rule.",
                    );
                }
                peers.forEach((peer, peerIndex) => {
                    for (const fault of faultsOfPeer(fields(peer), direction, tenant)) {
                        reportViolation(`${object.label}: ${path}[${peerIndex}]${fault}`);
                    }
                });
            });
        }
    }),
};

/** What is wrong with a peer, each to follow the peer's path. A peer of pods alone is in the policy's namespace. */
function faultsOfPeer(peer: Fields, direction: Direction, tenant: string): string[] {
    const { podSelector, namespaceSelector, ipBlock } = peer;
    if ([podSelector, namespaceSelector, ipBlock].every(isAbsent)) {
        return [
            " must select pods, namespaces or addresses, but it selects none. Say whom it admits.",
        ];
    }
    return [
        ...(isAbsent(namespaceSelector) ? [] : faultsOfSelector(fields(namespaceSelector), tenant)),
        ...(isAbsent(ipBlock) ? [] : faultsOfBlock(fields(ipBlock), direction)),
    ];
}

function faultsOfSelector(selector: Fields, tenant: string): string[] {
    const names = namespacesOf(selector);
    if (names === undefined) {
        return [
            `.namespaceSelector must select namespaces by ${NAME_LABEL}, ${butItIs(selector)}. ` +
                "Select them by name: whoever labels a namespace can give it any other label.",
        ];
    }
    return names
        .filter((name) => ![undefined, tenant].includes(tenantOfNamespace(name)))
        .map(
            (name) =>
                `.namespaceSelector must not select another tenant, but it selects "${name}". Remove it.`,
        );
}

/** The names a selector is bound to, `undefined` where it is bound to none. More requirements only narrow it. */
function namespacesOf(selector: Fields): readonly string[] | undefined {
    const name = text(fields(selector["matchLabels"])[NAME_LABEL]);
    if (name !== undefined) {
        return [name];
    }
    const bound = list(selector["matchExpressions"])
        .map(fields)
        .find((expression) => expression["key"] === NAME_LABEL && expression["operator"] === "In");
    return bound === undefined ? undefined : texts(bound["values"]);
}

function faultsOfBlock(ipBlock: Fields, direction: Direction): string[] {
    const cidr = ipBlock["cidr"];
    const block = parseCidr(text(cidr) ?? "");
    if (block === undefined) {
        return [
            `.ipBlock.cidr must be a block such as 203.0.113.0/24, ${butItIs(cidr)}. Correct it.`,
        ];
    }
    const faults: string[] = [];
    if (direction === "ingress" && block.prefix < SHORTEST_INGRESS_PREFIX) {
        faults.push(
            `.ipBlock.cidr must be /${SHORTEST_INGRESS_PREFIX} or longer, ${butItIs(cidr)}. ` +
                "Let the internet in through the gateway's namespace only.",
        );
    }
    const exceptions = texts(ipBlock["except"]).flatMap((text) => parseCidr(text) ?? []);
    const open = privateBlocksOf(block).filter(
        (shared) => !exceptions.some((exception) => contains(exception, shared)),
    );
    if (open.length > 0) {
        faults.push(
            `.ipBlock.except must cover ${open.map((shared) => shared.text).join(", ")}, ` +
                `${butItIs(ipBlock["except"])}. Except what is private or link-local, or name one address of it: ` +
                "other tenants' pods and the nodes' credentials are there.",
        );
    }
    return faults;
}

/** The private blocks that a block reaches. One address is a target somebody named, unless it hands out credentials. */
function privateBlocksOf(block: Cidr): readonly Cidr[] {
    const ranges = isSingleAddress(block) ? METADATA_ADDRESSES : PRIVATE_RANGES;
    return ranges.flatMap((range) => sharedBlock(block, range) ?? []);
}
