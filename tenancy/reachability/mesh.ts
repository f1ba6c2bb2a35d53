import type { Party, Pod, PortRuling, Ruling } from "./party.ts";
import type {
    AuthorizationPolicy,
    AuthorizationRule,
    Condition,
    MutualTlsMode,
    Named,
    Operation,
    PeerAuthentication,
    Source,
    WorkloadSelector,
} from "./policy-objects.ts";
import type { Mesh } from "./world.ts";

import { includes, rangesOf } from "./addresses.ts";
import { selects } from "./label-selector.ts";
import { L4_CONDITIONS, L7_OPERATION_FIELDS, L7_SOURCE_FIELDS } from "./policy-objects.ts";

/** The port on which ztunnel takes connections from other pods of the mesh. */
export const HBONE_PORT = 15008;

/** What the kubelet's probes come from in the mesh; ztunnel does not see them. */
const PROBE_ADDRESSES = rangesOf(["169.254.7.127", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff"]);

/** A connection as ztunnel sees it at its destination. */
interface Connection {
    /** `cluster.local/ns/…/sa/…`; plaintext has none. */
    readonly principal: string;
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly source: bigint;
    readonly destination: bigint;
    readonly port: number;
}

type Match = (connection: Connection) => boolean;

export interface ReadAuthorizationPolicy {
    readonly object: string;
    readonly action: "ALLOW" | "DENY";
    readonly selectsPod: (pod: Pod) => boolean;
    readonly rules: readonly { readonly name: string; readonly matches: Match }[];
}

export interface ReadPeerAuthentication {
    readonly object: string;
    readonly level: "mesh" | "namespace" | "workload";
    readonly selectsPod: (pod: Pod) => boolean;
    readonly mode: (port: number) => MutualTlsMode;
}

/** `undefined` when the policy is a waypoint's: it takes nothing from what ztunnel allows. */
export function readAuthorizationPolicy(
    object: string,
    { metadata, spec = {} }: Named<AuthorizationPolicy>,
    mesh: Mesh,
): ReadAuthorizationPolicy | undefined {
    if (spec.targetRefs !== undefined) {
        return undefined;
    }
    const namespace = metadata.namespace ?? "default";
    const { action = "ALLOW", rules = [] } = spec;
    return {
        object,
        action,
        selectsPod: appliesTo(namespace, mesh, spec.selector),
        rules: rules
            .map((rule, index) => ({ name: `${object} rules[${index}]`, rule }))
            // ztunnel reads nothing of HTTP: a rule to allow that needs it allows nothing.
            .filter(({ rule }) => action === "DENY" || !needsL7(rule))
            .map(({ name, rule }) => ({ name, matches: readRule(rule, namespace) })),
    };
}

export function readPeerAuthentication(
    object: string,
    { metadata, spec = {} }: Named<PeerAuthentication>,
    mesh: Mesh,
): ReadPeerAuthentication | undefined {
    const namespace = metadata.namespace ?? "default";
    const inRoot = namespace === mesh.rootNamespace;
    if (inRoot && spec.selector !== undefined) {
        return undefined; // Istio ignores it
    }
    const mode = spec.mtls?.mode ?? "UNSET";
    return {
        object,
        level: spec.selector !== undefined ? "workload" : inRoot ? "mesh" : "namespace",
        selectsPod: appliesTo(namespace, mesh, spec.selector),
        mode: (port) => {
            const ofPort = spec.portLevelMtls?.[String(port)]?.mode ?? "UNSET";
            return ofPort === "UNSET" ? mode : ofPort;
        },
    };
}

function appliesTo(namespace: string, mesh: Mesh, selector: WorkloadSelector | undefined) {
    const selected = selects({ matchLabels: { ...selector?.matchLabels } });
    return (pod: Pod) =>
        (namespace === mesh.rootNamespace || namespace === pod.namespace) && selected(pod.labels);
}

function needsL7({ from = [], to = [], when = [] }: AuthorizationRule): boolean {
    return (
        from.some(({ source }) => L7_SOURCE_FIELDS.some((field) => source?.[field])) ||
        to.some(({ operation }) => L7_OPERATION_FIELDS.some((field) => operation?.[field])) ||
        when.some(({ key }) => !L4_CONDITIONS.includes(key))
    );
}

/** A rule matches when each clause does, and a clause when one of its members does. An empty rule always matches. */
function readRule({ from = [], to = [], when = [] }: AuthorizationRule, namespace: string): Match {
    const clauses = [
        ...(to.length > 0 ? [to.map(({ operation }) => readOperation(operation ?? {}))] : []),
        ...(from.length > 0 ? [from.map(({ source }) => readSource(source ?? {}, namespace))] : []),
        ...when.map((condition) => [readCondition(condition)]),
    ];
    return (connection) => clauses.every((members) => members.some((member) => member(connection)));
}

function readSource(source: Source, namespace: string): Match {
    return every([
        oneOf(source.principals, source.notPrincipals, principalMatch),
        oneOf(source.namespaces, source.notNamespaces, namespaceMatch),
        oneOf(source.serviceAccounts, source.notServiceAccounts, serviceAccountMatch(namespace)),
        oneOf(source.ipBlocks, source.notIpBlocks, addressMatch("source")),
    ]);
}

function readOperation(operation: Operation): Match {
    return every([oneOf(operation.ports, operation.notPorts, portMatch)]);
}

function readCondition({ key, values, notValues }: Condition): Match {
    const match = {
        "source.ip": addressMatch("source"),
        "source.namespace": namespaceMatch,
        "source.principal": principalMatch,
        "destination.ip": addressMatch("destination"),
        "destination.port": portMatch,
    }[key];
    return every([match && oneOf(values, notValues, match)]);
}

/** A member without anything that ztunnel reads never matches: a rule to deny by HTTP alone denies nothing. */
function every(matches: readonly (Match | undefined)[]): Match {
    const present = matches.filter((match) => match !== undefined);
    return present.length === 0
        ? () => false
        : (connection) => present.every((match) => match(connection));
}

/** `positive` needs one that matches, `negative` none: so plaintext, which has no identity, passes `negative`. */
function oneOf(
    positive: readonly string[] | undefined,
    negative: readonly string[] | undefined,
    read: (text: string) => Match,
): Match | undefined {
    if (positive === undefined && negative === undefined) {
        return undefined;
    }
    const wanted = positive?.map(read);
    const unwanted = negative?.map(read) ?? [];
    return (connection) =>
        (wanted?.some((match) => match(connection)) ?? true) &&
        !unwanted.some((match) => match(connection));
}

const principalMatch = (pattern: string) => {
    const matches = readPattern(pattern);
    return ({ principal }: Connection) => principal !== "" && matches(principal);
};

const namespaceMatch = (pattern: string) => {
    const matches = readPattern(pattern);
    return ({ namespace }: Connection) => matches(namespace);
};

const serviceAccountMatch = (own: string) => (text: string) => {
    const [namespace, account] = text.includes("/") ? text.split("/") : [own, text];
    return (connection: Connection) =>
        connection.principal !== "" &&
        connection.namespace === namespace &&
        connection.serviceAccount === account;
};

const addressMatch = (end: "source" | "destination") => (cidr: string) => {
    const ranges = rangesOf([cidr]);
    return (connection: Connection) => includes(ranges, connection[end]);
};

const portMatch =
    (text: string) =>
    ({ port }: Connection) =>
        port === Number(text);

/** Exact, `prefix*`, `*suffix`, or `*` for anything that is there. */
export function readPattern(pattern: string): (text: string) => boolean {
    if (pattern === "*") {
        return (text) => text !== "";
    }
    if (pattern.startsWith("*")) {
        const suffix = pattern.slice(1);
        return (text) => text.endsWith(suffix);
    }
    if (pattern.endsWith("*")) {
        const prefix = pattern.slice(0, -1);
        return (text) => text.startsWith(prefix);
    }
    return (text) => text === pattern;
}

/**
 * What ztunnel says in front of a pod of the mesh. It carries TCP alone: anything else reaches the pod unseen, and
 * so do the kubelet's probes.
 */
export function ztunnelRuling(
    policies: {
        readonly authorization: readonly ReadAuthorizationPolicy[];
        readonly peerAuthentication: readonly ReadPeerAuthentication[];
    },
    mesh: Mesh,
    from: Party,
    to: Party,
): PortRuling {
    const { pod } = from;
    const identified = pod?.inMesh === true;
    const caller = {
        principal: identified
            ? `${mesh.trustDomain}/ns/${pod.namespace}/sa/${pod.serviceAccount}`
            : "",
        namespace: identified ? pod.namespace : "",
        serviceAccount: identified ? pod.serviceAccount : "",
        source: from.address,
        destination: to.address,
    };
    const { authorization, peerAuthentication } = policies;
    const deny = authorization.filter(({ action }) => action === "DENY");
    const allow = authorization.filter(({ action }) => action === "ALLOW");
    return (protocol, port) => {
        if (protocol !== "TCP") {
            return { allowed: true, because: `ztunnel does not carry ${protocol}` };
        }
        if (includes(PROBE_ADDRESSES, from.address)) {
            return { allowed: true, because: "ztunnel does not carry probes" };
        }
        if (port === HBONE_PORT) {
            return { allowed: false, because: `port ${HBONE_PORT} is ztunnel's own` };
        }
        if (!identified) {
            const strict = plaintextRefusal(peerAuthentication, port);
            if (strict !== undefined) {
                return strict;
            }
        }
        const connection = { ...caller, port };
        const match = (list: readonly ReadAuthorizationPolicy[]) =>
            list.flatMap(({ rules }) => rules).find(({ matches }) => matches(connection));
        const denied = match(deny);
        if (denied !== undefined) {
            return { allowed: false, because: denied.name };
        }
        if (allow.length === 0) {
            return {
                allowed: true,
                because: "no AuthorizationPolicy allows anybody in particular",
            };
        }
        const allowed = match(allow);
        return allowed === undefined
            ? { allowed: false, because: `no rule of ${allow.map((p) => p.object).join(", ")}` }
            : { allowed: true, because: allowed.name };
    };
}

/** What PeerAuthentications alone say to plaintext. */
export function plaintextRuling(policies: readonly ReadPeerAuthentication[]): PortRuling {
    return (_, port) =>
        plaintextRefusal(policies, port) ?? {
            allowed: true,
            because: "no PeerAuthentication wants mutual TLS",
        };
}

/**
 * Why plaintext is refused, `undefined` when it may come in. The narrowest PeerAuthentication decides, UNSET asks the
 * wider one, and without any it comes in. Of several at one level the oldest counts; which that is nobody knows
 * before they are applied, so any that lets plaintext in may be it.
 */
function plaintextRefusal(
    policies: readonly ReadPeerAuthentication[],
    port: number,
): Ruling | undefined {
    let possible: readonly { mode: MutualTlsMode; object: string }[] = [
        { mode: "PERMISSIVE", object: "" },
    ];
    for (const level of ["mesh", "namespace", "workload"]) {
        const here = policies.filter((policy) => policy.level === level);
        if (here.length > 0) {
            const wider = possible;
            possible = here.flatMap(({ mode, object }) => {
                const ofPort = mode(port);
                return ofPort === "UNSET" ? wider : { mode: ofPort, object };
            });
        }
    }
    if (possible.some(({ mode }) => mode !== "STRICT")) {
        return undefined;
    }
    return { allowed: false, because: `${possible[0]?.object ?? ""} wants mutual TLS` };
}
