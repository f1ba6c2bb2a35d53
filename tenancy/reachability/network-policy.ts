import type {
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
} from "kubernetes-types/networking/v1.js";

import type { Direction, Party, Pod, PortRuling, Ruling } from "./party.ts";
import type { Named } from "./policy-objects.ts";
import type { Protocol } from "./world.ts";

import { includes, rangesOf } from "./addresses.ts";
import { selects } from "./label-selector.ts";

/** A NetworkPolicy, read once and asked often. */
export interface ReadNetworkPolicy {
    readonly object: string;
    readonly namespace: string;
    readonly selectsPod: (pod: Pod) => boolean;
    /** The rules of each direction that the policy isolates its pods in; `undefined` when it does not. */
    readonly rules: Readonly<Record<Direction, readonly Rule[] | undefined>>;
}

interface Rule {
    /** `NetworkPolicy tenant-acme/tenant-isolation ingress[0]`. */
    readonly name: string;
    /** `undefined` is everybody. */
    readonly peers: readonly Peer[] | undefined;
    /** `undefined` is every port of every protocol. */
    readonly ports: readonly PortMatch[] | undefined;
}

export interface Peer {
    readonly name: string;
    readonly matches: (party: Party) => boolean;
    /** Whether the peer picks pods, not addresses. */
    readonly picksPods: boolean;
}

type PortMatch = (protocol: Protocol, port: number, destination: Pod | undefined) => boolean;

export function readNetworkPolicy(
    object: string,
    { metadata, spec }: Named<NetworkPolicy>,
): ReadNetworkPolicy {
    const { podSelector = {}, ingress = [], egress = [], policyTypes = [] } = spec ?? {};
    const namespace = metadata.namespace ?? "default";
    const selectsLabels = selects(podSelector);
    // What the API server fills in: every policy is for ingress, and one with egress rules for egress too.
    const types = policyTypes.length > 0 ? policyTypes : egress.length > 0 ? BOTH : ["Ingress"];
    const read = (direction: Direction, list: readonly RuleObject[]) =>
        list.map((rule, index) => readRule(`${object} ${direction}[${index}]`, rule, namespace));
    return {
        object,
        namespace,
        selectsPod: (pod) => pod.namespace === namespace && selectsLabels(pod.labels),
        rules: {
            ingress: types.includes("Ingress") ? read("ingress", ingress) : undefined,
            egress: types.includes("Egress") ? read("egress", egress) : undefined,
        },
    };
}

const BOTH = ["Ingress", "Egress"];

interface RuleObject {
    readonly from?: NetworkPolicyPeer[];
    readonly to?: NetworkPolicyPeer[];
    readonly ports?: NetworkPolicyPort[];
}

function readRule(name: string, rule: RuleObject, namespace: string): Rule {
    const key = rule.from === undefined ? "to" : "from";
    const peers = rule.from ?? rule.to ?? [];
    const ports = rule.ports ?? [];
    return {
        name,
        peers:
            peers.length === 0
                ? undefined
                : peers.map((peer, index) => readPeer(`${name}.${key}[${index}]`, peer, namespace)),
        ports: ports.length === 0 ? undefined : ports.map(readPort),
    };
}

function readPeer(name: string, peer: NetworkPolicyPeer, namespace: string): Peer {
    if (peer.ipBlock !== undefined) {
        const ranges = rangesOf([peer.ipBlock.cidr], peer.ipBlock.except);
        return {
            name,
            picksPods: false,
            matches: ({ address }) => includes(ranges, address),
        };
    }
    const inNamespace = peer.namespaceSelector && selects(peer.namespaceSelector);
    const podSelected = selects(peer.podSelector ?? {});
    return {
        name,
        picksPods: true,
        matches: ({ pod }) =>
            pod !== undefined &&
            (inNamespace?.(pod.namespaceLabels) ?? pod.namespace === namespace) &&
            podSelected(pod.labels),
    };
}

/** A name is looked up among the ports of the pod that is called; what has no pod has no names. */
function readPort({ protocol = "TCP", port, endPort }: NetworkPolicyPort): PortMatch {
    if (typeof port === "string") {
        return (calledProtocol, calledPort, destination) =>
            calledProtocol === protocol &&
            destination?.ports.some(
                (named) =>
                    named.name === port &&
                    named.port === calledPort &&
                    named.protocol === calledProtocol,
            ) === true;
    }
    const first = port ?? 1;
    const last = port === undefined ? 65535 : (endPort ?? port);
    return (calledProtocol, calledPort) =>
        calledProtocol === protocol && first <= calledPort && calledPort <= last;
}

/**
 * The policies of one direction together: a pod that none selects is open, and to one that is selected comes what any
 * of the policies lets through. `undefined` when no policy selects the pod, so that others may decide.
 */
export function networkPolicyRuling(
    selecting: readonly ReadNetworkPolicy[],
    direction: Direction,
    other: Party,
    destination: Pod | undefined,
): PortRuling | undefined {
    const isolating = selecting.filter(({ rules }) => rules[direction] !== undefined);
    if (isolating.length === 0) {
        return undefined;
    }
    const open = isolating.flatMap(({ rules }) =>
        (rules[direction] ?? []).flatMap(({ name, peers, ports }) => {
            if (peers === undefined) {
                return { because: name, ports };
            }
            const peer = peers.find(({ matches }) => matches(other));
            return peer === undefined ? [] : { because: peer.name, ports };
        }),
    );
    const refused: Ruling = {
        allowed: false,
        because: `no ${direction} rule of ${isolating.map(({ object }) => object).join(", ")}`,
    };
    return (protocol, port) => {
        const rule = open.find(
            ({ ports }) =>
                ports === undefined || ports.some((match) => match(protocol, port, destination)),
        );
        return rule === undefined ? refused : { allowed: true, because: rule.because };
    };
}
