import type { LabelSelector } from "kubernetes-types/meta/v1.js";
import type {
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
} from "kubernetes-types/networking/v1.js";

import type {
    AuthorizationPolicy,
    ClusterNetworkPolicy,
    Outside,
    PeerAuthentication,
    Protocol,
    Workload,
    World,
} from "../../../tenancy/reachability/index.ts";

/**
 * The same question as the proof's, answered for one pair, one port and each address in turn, straight from the
 * objects. It shares no code with the proof and knows no classes. IPv4 and small ranges only.
 */
export function slowlyReaches(
    world: World,
    from: Workload | Outside,
    to: Workload | Outside,
    protocol: Protocol,
    port: number,
): boolean {
    for (const source of addresses(world, from)) {
        for (const target of addresses(world, to)) {
            if (
                connects(
                    world,
                    { who: from, address: source },
                    { who: to, address: target },
                    protocol,
                    port,
                )
            ) {
                return true;
            }
        }
    }
    return false;
}

interface End {
    readonly who: Workload | Outside;
    readonly address: number;
}

function isPod(who: Workload | Outside): who is Workload {
    return "namespace" in who;
}

function addresses(world: World, who: Workload | Outside): number[] {
    const found: number[] = [];
    for (const range of isPod(who) ? world.podRanges : who.ranges) {
        const [first, size] = block(range);
        for (let address = first; address < first + size; address += 1) {
            if (isPod(who) || !who.except.some((hole) => isIn(address, hole))) {
                found.push(address);
            }
        }
    }
    return found;
}

function block(cidr: string): [first: number, size: number] {
    const [address = "", bits = "32"] = cidr.split("/");
    const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
    const size = 2 ** (32 - Number(bits));
    const number = ((a * 256 + b) * 256 + c) * 256 + d;
    return [number - (number % size), size];
}

function isIn(address: number, cidr: string): boolean {
    const [first, size] = block(cidr);
    return address >= first && address < first + size;
}

function connects(world: World, from: End, to: End, protocol: Protocol, port: number): boolean {
    const fromMesh = isPod(from.who) && from.who.inMesh;
    const toMesh = isPod(to.who) && to.who.inMesh;
    const wire = fromMesh && toMesh && protocol === "TCP" ? 15008 : port;
    if (isPod(from.who) && !side(world, from.who, "egress", to, to.who, protocol, wire)) {
        return false;
    }
    if (isPod(to.who) && !side(world, to.who, "ingress", from, to.who, protocol, wire)) {
        return false;
    }
    if (!toMesh || protocol !== "TCP") {
        return true;
    }
    return port !== 15008 && ztunnel(world, from, to, port);
}

function labelsOf(world: World, namespace: string): Record<string, string> {
    const found = world.namespaces.find(({ name }) => name === namespace);
    return { ...found?.labels, "kubernetes.io/metadata.name": namespace };
}

function fits(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
    for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
        if (labels[key] !== value) {
            return false;
        }
    }
    for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
        const value = labels[key];
        const listed = value !== undefined && values.includes(value);
        if (operator === "In" && !listed) return false;
        if (operator === "NotIn" && listed) return false;
        if (operator === "Exists" && value === undefined) return false;
        if (operator === "DoesNotExist" && value !== undefined) return false;
    }
    return true;
}

function side(
    world: World,
    pod: Workload,
    direction: "ingress" | "egress",
    other: End,
    destination: Workload | Outside,
    protocol: Protocol,
    port: number,
): boolean {
    const admin = tier(world, "Admin", pod, direction, other, protocol, port);
    if (admin === "Accept" || admin === "Deny") {
        return admin === "Accept";
    }
    let isolated = false;
    for (const { metadata, spec } of ofKind<NetworkPolicy>(world, "NetworkPolicy")) {
        const types = spec?.policyTypes ?? ["Ingress", ...(spec?.egress?.length ? ["Egress"] : [])];
        if (
            metadata?.namespace !== pod.namespace ||
            !fits(spec?.podSelector ?? {}, pod.labels) ||
            !types.includes(direction === "ingress" ? "Ingress" : "Egress")
        ) {
            continue;
        }
        isolated = true;
        const rules =
            direction === "ingress"
                ? (spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
                : (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
        for (const { peers = [], ports = [] } of rules) {
            const peerFits =
                peers.length === 0 ||
                peers.some((peer) => peerIs(world, pod.namespace, peer, other));
            const portFits =
                ports.length === 0 || ports.some((one) => portIs(one, protocol, port, destination));
            if (peerFits && portFits) {
                return true;
            }
        }
    }
    return isolated
        ? false
        : tier(world, "Baseline", pod, direction, other, protocol, port) !== "Deny";
}

function ofKind<T>(world: World, kind: string): T[] {
    return world.objects.filter((object) => (object as { kind: string }).kind === kind) as T[];
}

function peerIs(
    world: World,
    home: string,
    peer: NetworkPolicyPeer,
    { who, address }: End,
): boolean {
    if (peer.ipBlock) {
        const { cidr, except = [] } = peer.ipBlock;
        return isIn(address, cidr) && !except.some((hole) => isIn(address, hole));
    }
    if (!isPod(who)) {
        return false;
    }
    const inNamespace = peer.namespaceSelector
        ? fits(peer.namespaceSelector, labelsOf(world, who.namespace))
        : who.namespace === home;
    return inNamespace && fits(peer.podSelector ?? {}, who.labels);
}

function portIs(
    { port: wanted, endPort, protocol: wantedProtocol = "TCP" }: NetworkPolicyPort,
    protocol: Protocol,
    port: number,
    destination: Workload | Outside,
): boolean {
    if (protocol !== wantedProtocol) {
        return false;
    }
    if (wanted === undefined) {
        return true;
    }
    if (typeof wanted === "string") {
        const named = isPod(destination) ? destination.ports : [];
        return named.some((n) => n.name === wanted && n.port === port && n.protocol === protocol);
    }
    return port >= wanted && port <= (endPort ?? wanted);
}

/** One policy a priority, so that the first rule that matches decides. */
function tier(
    world: World,
    name: string,
    pod: Workload,
    direction: "ingress" | "egress",
    other: End,
    protocol: Protocol,
    port: number,
): string | undefined {
    type Picks = ClusterNetworkPolicy["spec"]["subject"] & { networks?: readonly string[] };
    const picks = ({ namespaces, pods, networks }: Picks, { who, address }: End) =>
        networks !== undefined
            ? networks.some((network) => isIn(address, network))
            : isPod(who) &&
              fits(namespaces ?? pods?.namespaceSelector ?? {}, labelsOf(world, who.namespace)) &&
              fits(pods?.podSelector ?? {}, who.labels);
    const policies = ofKind<ClusterNetworkPolicy>(world, "ClusterNetworkPolicy")
        .filter(({ spec }) => spec.tier === name && picks(spec.subject, { who: pod, address: -1 }))
        .sort((left, right) => left.spec.priority - right.spec.priority);
    for (const { spec } of policies) {
        const rules =
            direction === "ingress"
                ? (spec.ingress ?? []).map(({ from, ...rule }) => ({ peers: from, ...rule }))
                : (spec.egress ?? []).map(({ to, ...rule }) => ({ peers: to, ...rule }));
        const matching = rules.filter(
            ({ peers, ports }) =>
                peers.some((peer) => picks(peer, other)) &&
                (ports === undefined ||
                    ports.some(({ portNumber, portRange }) => {
                        const wanted = portNumber?.protocol ?? portRange?.protocol ?? "TCP";
                        const first = portNumber?.port ?? portRange?.start ?? 0;
                        const last = portNumber?.port ?? portRange?.end ?? 0;
                        return wanted === protocol && port >= first && port <= last;
                    })),
        );
        if (matching[0] !== undefined) {
            return matching[0].action;
        }
    }
    return undefined;
}

function ztunnel(world: World, from: End, to: End, port: number): boolean {
    const root = world.mesh?.rootNamespace ?? "";
    const pod = to.who as Workload;
    const caller = isPod(from.who) && from.who.inMesh ? from.who : undefined;
    const applies = (namespace = "", labels: Readonly<Record<string, string>> = {}) =>
        (namespace === pod.namespace || namespace === root) &&
        fits({ matchLabels: labels }, pod.labels);

    if (caller === undefined) {
        let mode = "PERMISSIVE";
        const all = ofKind<PeerAuthentication>(world, "PeerAuthentication");
        for (const wanted of [root, pod.namespace]) {
            for (const { metadata, spec } of all) {
                if (metadata.namespace === wanted && !spec?.selector) {
                    const own = spec?.mtls?.mode ?? "UNSET";
                    mode = own === "UNSET" ? mode : own;
                }
            }
        }
        for (const { metadata, spec } of all) {
            if (metadata.namespace === pod.namespace && spec?.selector && pod.namespace !== root) {
                if (applies(metadata.namespace, spec.selector.matchLabels)) {
                    const own =
                        (spec.portLevelMtls ?? {})[port]?.mode ?? spec.mtls?.mode ?? "UNSET";
                    mode = own === "UNSET" ? mode : own;
                }
            }
        }
        if (mode === "STRICT") {
            return false;
        }
    }

    const principal = caller && `cluster.local/ns/${caller.namespace}/sa/${caller.serviceAccount}`;
    const text = (pattern: string, value: string | undefined) => {
        if (value === undefined) return false;
        if (pattern.endsWith("*")) return value.startsWith(pattern.slice(0, -1));
        if (pattern.startsWith("*")) return value.endsWith(pattern.slice(1));
        return value === pattern;
    };
    const any = (list: readonly string[] | undefined, test: (one: string) => boolean) =>
        list === undefined || list.some(test);
    const noneOf = (list: readonly string[] | undefined, test: (one: string) => boolean) =>
        list === undefined || !list.some(test);

    let restricted = false;
    let allowed = false;
    for (const { metadata, spec } of ofKind<AuthorizationPolicy>(world, "AuthorizationPolicy")) {
        if (!applies(metadata.namespace, spec?.selector?.matchLabels)) {
            continue;
        }
        const matches = (spec?.rules ?? []).some(
            ({ from: sources, to: operations }) =>
                (sources === undefined ||
                    sources.some(
                        ({ source = {} }) =>
                            any(source.namespaces, (one) => text(one, caller?.namespace)) &&
                            noneOf(source.notNamespaces, (one) => text(one, caller?.namespace)) &&
                            any(source.principals, (one) => text(one, principal)) &&
                            noneOf(source.notPrincipals, (one) => text(one, principal)) &&
                            any(source.ipBlocks, (one) => isIn(from.address, one)) &&
                            noneOf(source.notIpBlocks, (one) => isIn(from.address, one)),
                    )) &&
                (operations === undefined ||
                    operations.some(
                        ({ operation = {} }) =>
                            any(operation.ports, (one) => Number(one) === port) &&
                            noneOf(operation.notPorts, (one) => Number(one) === port),
                    )),
        );
        if (spec?.action === "DENY") {
            if (matches) {
                return false;
            }
        } else {
            restricted = true;
            allowed ||= matches;
        }
    }
    return !restricted || allowed;
}
