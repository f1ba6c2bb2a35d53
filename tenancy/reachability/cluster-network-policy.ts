import type { Direction, Party, Pod, PortRuling, Ruling } from "./party.ts";
import type {
    ClusterAction,
    ClusterNetworkPolicy,
    ClusterPeer,
    ClusterPort,
    Named,
    PodsOrNamespaces,
} from "./policy-objects.ts";
import type { Peer } from "./network-policy.ts";
import type { Protocol } from "./world.ts";

import { includes, rangesOf } from "./addresses.ts";
import { selects } from "./label-selector.ts";

/** A ClusterNetworkPolicy, read once and asked often. */
export interface ReadClusterPolicy {
    readonly object: string;
    readonly tier: "Admin" | "Baseline";
    readonly priority: number;
    readonly selectsPod: (pod: Pod) => boolean;
    readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
}

interface Rule {
    readonly name: string;
    readonly action: ClusterAction;
    readonly peers: readonly Peer[];
    readonly matchesPort: (protocol: Protocol, port: number) => boolean;
}

export function readClusterPolicy(
    object: string,
    { spec }: Named<ClusterNetworkPolicy>,
): ReadClusterPolicy {
    const inSubject = readPods(spec.subject);
    const read = (
        name: string,
        key: string,
        peers: readonly ClusterPeer[],
        rule: { action: ClusterAction; ports?: readonly ClusterPort[] },
    ): Rule => ({
        name,
        action: rule.action,
        peers: peers.map((peer, index) => readPeer(`${name}.${key}[${index}]`, peer)),
        matchesPort: readPorts(rule.ports),
    });
    return {
        object,
        tier: spec.tier,
        priority: spec.priority,
        selectsPod: inSubject,
        rules: {
            ingress: (spec.ingress ?? []).map((rule, index) =>
                read(`${object} ingress[${index}]`, "from", rule.from, rule),
            ),
            egress: (spec.egress ?? []).map((rule, index) =>
                read(`${object} egress[${index}]`, "to", rule.to, rule),
            ),
        },
    };
}

function readPods({ namespaces, pods }: PodsOrNamespaces): (pod: Pod) => boolean {
    const inNamespace = selects(namespaces ?? pods?.namespaceSelector ?? {});
    const podSelected = selects(pods?.podSelector ?? {});
    return (pod) => inNamespace(pod.namespaceLabels) && podSelected(pod.labels);
}

function readPeer(name: string, peer: ClusterPeer): Peer {
    if (peer.networks !== undefined) {
        const ranges = rangesOf(peer.networks);
        return {
            name,
            picksPods: false,
            matches: ({ address }) => includes(ranges, address),
        };
    }
    const picked = readPods(peer);
    return { name, picksPods: true, matches: ({ pod }) => pod !== undefined && picked(pod) };
}

function readPorts(ports: readonly ClusterPort[] | undefined): Rule["matchesPort"] {
    if (ports === undefined) {
        return () => true;
    }
    const ranges = ports.map(({ portNumber, portRange }) => ({
        protocol: portNumber?.protocol ?? portRange?.protocol ?? "TCP",
        first: portNumber?.port ?? portRange?.start ?? 1,
        last: portNumber?.port ?? portRange?.end ?? 65535,
    }));
    return (protocol, port) =>
        ranges.some(
            (range) => range.protocol === protocol && range.first <= port && port <= range.last,
        );
}

/**
 * Around the NetworkPolicies of one direction: the Admin tier decides before them and cannot be overruled, the
 * Baseline tier decides for pods that no NetworkPolicy selects, and what nobody decides is let through.
 */
export function tieredRuling(
    selecting: readonly ReadClusterPolicy[],
    direction: Direction,
    other: Party,
    networkPolicies: PortRuling | undefined,
): PortRuling {
    const rules = selecting.flatMap(({ tier, priority, object, rules }) =>
        rules[direction].flatMap((rule) => {
            const peer = rule.peers.find(({ matches }) => matches(other));
            return peer === undefined
                ? []
                : { tier, priority, object, ...rule, because: peer.name };
        }),
    );
    const tier = (name: ReadClusterPolicy["tier"]) => {
        const ofTier = rules.filter((rule) => rule.tier === name);
        return (protocol: Protocol, port: number) =>
            ofTier.length === 0
                ? undefined
                : tierAction(ofTier.filter(({ matchesPort }) => matchesPort(protocol, port)));
    };
    const [admin, baseline] = [tier("Admin"), tier("Baseline")];
    const undecided: Ruling = { allowed: true, because: `no policy isolates its ${direction}` };
    return (protocol, port) =>
        final(admin(protocol, port)) ??
        networkPolicies?.(protocol, port) ??
        final(baseline(protocol, port)) ??
        undecided;
}

/** `undefined` where a tier leaves it to the next. */
function final(match: Match | undefined): Ruling | undefined {
    return match === undefined || match.action === "Pass"
        ? undefined
        : { allowed: match.action === "Accept", because: match.because };
}

interface Match {
    readonly object: string;
    readonly priority: number;
    readonly action: ClusterAction;
    readonly because: string;
}

/**
 * Which of one tier's matching rules decides, `undefined` when there is none. The lowest priority does. Inside one
 * priority the API says the first rule of a policy, and nothing of policies that share it, while the node agent of the
 * VPC CNI takes Deny before Accept before Pass over all of them: where they differ, what lets more through is taken.
 * To pass lets more through than to deny, though the next tier may deny after all.
 */
function tierAction(matching: readonly Match[]): Match | undefined {
    const priority = Math.min(...matching.map((match) => match.priority));
    const equals = matching.filter((match) => match.priority === priority);
    const firsts = equals.filter(
        (match) => equals.find(({ object }) => object === match.object) === match,
    );
    const agents = firstOf(["Deny", "Accept", "Pass"], equals);
    return firstOf(["Accept", "Pass", "Deny"], agents === undefined ? [] : [...firsts, agents]);
}

function firstOf(order: readonly ClusterAction[], matches: readonly Match[]): Match | undefined {
    return order
        .map((action) => matches.find((match) => match.action === action))
        .find((match) => match !== undefined);
}
