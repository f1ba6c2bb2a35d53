import type { NamespaceClass } from "./classes.ts";
import type { OpenGuard } from "./guards.ts";
import type { Edge, Reach } from "./matrix.ts";
import type { Direction, Pod } from "./party.ts";
import type { Reading } from "./reading.ts";
import type { FlowPromise, PromisedParty, Workload } from "./world.ts";

import { connection } from "./connection.ts";
import { openGuards } from "./guards.ts";
import { objectName } from "./policy-objects.ts";
import { partiesOf, podOf } from "./reading.ts";
import { partyWords, reachWords } from "./words.ts";

export type FindingKind =
    | "not-judged"
    | "tenant-to-tenant"
    | "tenant-to-platform"
    | "tenant-to-outside"
    | "guard-open"
    | "no-default-deny"
    | "promise-broken"
    | "no-effect";

/** Something that must not be applied. */
export interface Finding {
    readonly kind: FindingKind;
    /** The namespaces it is about: one for an object, all of a class for a flow. */
    readonly namespaces: readonly string[];
    readonly message: string;
}

/** Everything wrong with a world, the worst first. */
export function findingsOf(
    reading: Reading,
    classes: readonly NamespaceClass[],
    edges: readonly Edge[],
): readonly Finding[] {
    return [
        ...reading.unjudgeable.map(({ object, why }) => ({
            kind: "not-judged" as const,
            namespaces: [],
            message: `${object} cannot be judged: ${why}. Write it in fields that the proof understands.`,
        })),
        ...edges.flatMap(openings),
        ...openGuards(reading, classes).flatMap((open) => brokenGuard(open, edges)),
        ...classes.flatMap((members) => withoutDefaultDeny(reading, members)),
        ...reading.world.promises.flatMap((promise) => broken(reading, classes, promise)),
        ...withoutEffect(reading, classes),
    ];
}

function openings(edge: Edge): readonly Finding[] {
    const { from, to, relation } = edge;
    if (!from.tenant || relation === "own") {
        return [];
    }
    const granted = ({ protocol, first, last }: Reach) => {
        const ports = to.openToTenants
            .filter((grant) => grant.protocol === protocol)
            .map(({ port }) => port)
            .filter((port) => first <= port && port <= last);
        return !to.tenant && new Set(ports).size === last - first + 1;
    };
    const kind = to.tenant
        ? "tenant-to-tenant"
        : to.namespaces.length > 0
          ? "tenant-to-platform"
          : "tenant-to-outside";
    const must = to.tenant
        ? "Tenants must not reach each other"
        : to.openToTenants.length === 0
          ? "No tenant may reach it"
          : `Tenants may reach it on ${to.openToTenants.map((g) => `${g.protocol} ${g.port}`).join(", ")} only`;
    // One message for all that came in the same way.
    const ways = Map.groupBy(
        edge.reach.filter((reach) => !granted(reach)),
        ({ because, fromVariant, toVariant }) => JSON.stringify([because, fromVariant, toVariant]),
    );
    return [...ways.values()].map((reach) => ({
        kind,
        namespaces: from.namespaces,
        message:
            `${partyWords(from, reach[0]?.fromVariant)} can reach ` +
            `${partyWords(to, reach[0]?.toVariant, relation, from)} on ${reachWords(reach)}, by ` +
            `${reach[0]?.because.join("; ") ?? ""}. ${must}.`,
    }));
}

const GUARDS = {
    egress: "what leaves",
    ingress: "what reaches",
    mesh: "in the mesh what reaches",
    mutualTls: "plaintext that reaches",
} as const;

function brokenGuard(open: OpenGuard, edges: readonly Edge[]): readonly Finding[] {
    const { guard, from, to, fromClass, toClass, reach } = open;
    const namesOf = ({ namespaces }: NamespaceClass) => namespaces.map(({ name }) => name);
    const source = { name: from.name, namespaces: namesOf(fromClass) };
    const target = { name: to.name, namespaces: namesOf(toClass) };
    // Where they reach each other that is said already.
    if (
        edges.some(
            (edge) =>
                edge.relation === "other" &&
                edge.from.tenant &&
                edge.to.tenant &&
                edge.from.namespaces[0] === source.namespaces[0] &&
                edge.to.namespaces[0] === target.namespaces[0],
        )
    ) {
        return [];
    }
    const [guarded, other] =
        guard === "egress"
            ? [
                  partyWords(source, from.variant),
                  `to ${partyWords(target, to.variant, "other", source)}`,
              ]
            : [
                  partyWords(target, to.variant),
                  `from ${partyWords(source, from.variant, "other", target)}`,
              ];
    return [
        {
            kind: "guard-open",
            namespaces: guard === "egress" ? source.namespaces : target.namespaces,
            message:
                `Nothing refuses ${GUARDS[guard]} ${guarded} ${other} on ${reachWords(reach)}: ` +
                `${reach[0]?.because.join() ?? ""}. Other guards still refuse it; each must by itself.`,
        },
    ];
}

/** Isolation must not hang on the policies that open: whoever removes one of those must not open more. */
function withoutDefaultDeny(
    reading: Reading,
    { namespaces, tenant }: NamespaceClass,
): readonly Finding[] {
    const [first] = namespaces;
    if (!tenant || first === undefined) {
        return [];
    }
    const policies = reading.networkPolicies.get(first.name) ?? [];
    const denies = (pod: Pod, direction: Direction) =>
        policies.some(({ selectsPod, rules }) => selectsPod(pod) && rules[direction]?.length === 0);
    return (["ingress", "egress"] as const).flatMap((direction) => {
        const open = reading.world.workloads.find(
            (workload) =>
                workload.namespace === first.name && !denies(podOf(reading, workload), direction),
        );
        if (open === undefined) {
            return [];
        }
        const party = { ...open, namespaces: namespaces.map(({ name }) => name), tenant };
        return {
            kind: "no-default-deny" as const,
            namespaces: party.namespaces,
            message:
                `No NetworkPolicy of ${partyWords(party, open.variant)} denies all ${direction} without ` +
                "opening any. Keep one: without it, removing a policy that opens something opens everything.",
        };
    });
}

function broken(
    reading: Reading,
    classes: readonly NamespaceClass[],
    promise: FlowPromise,
): readonly Finding[] {
    const { from, to, protocol, port } = promise;
    const isForTenants = from === "tenant" || to === "tenant";
    const tenants = isForTenants ? classes.filter(({ tenant }) => tenant) : [undefined];
    return tenants.flatMap((members) => {
        const tenant = members?.namespaces[0]?.name;
        const sources = promisedParties(reading, from, tenant);
        const targets = promisedParties(reading, to, tenant);
        const refusals: string[] = [];
        const works = sources.parties.some((source) =>
            targets.parties.some((target) => {
                const { allowed, because } = connection(reading, source, target)(protocol, port);
                refusals.push(...(allowed ? [] : because));
                return allowed;
            }),
        );
        if (works) {
            return [];
        }
        const namespaces = members?.namespaces.map(({ name }) => name) ?? [];
        const own = from === "tenant" && to === "tenant" ? "each other" : targets.words(namespaces);
        return {
            kind: "promise-broken" as const,
            namespaces,
            message:
                `${sources.words(namespaces)} must reach ${own} on ${protocol} ${port}, but ` +
                `${refusals[0] ?? "there is nobody to reach"} refuses it.`,
        };
    });
}

/** A tenant's ordinary pods; of anybody else, any that is there: that one pod answers is enough. */
function promisedParties(reading: Reading, promised: PromisedParty, tenant: string | undefined) {
    if (promised !== "tenant" && "outside" in promised) {
        const { outside: name } = promised;
        const place = reading.world.outside.find((outside) => outside.name === name);
        const addresses = place === undefined ? [] : reading.outsideAddresses(place);
        return { parties: addresses.map((address) => ({ address })), words: () => name };
    }
    const isMeant = (workload: Workload) =>
        promised === "tenant"
            ? workload.namespace === tenant && workload.variant === undefined
            : workload.namespace === promised.namespace && workload.name === promised.name;
    const workloads = reading.world.workloads.filter(isMeant);
    return {
        parties: workloads.flatMap((workload) => partiesOf(reading, workload)),
        words: (tenants: readonly string[]) =>
            promised === "tenant"
                ? partyWords({ name: workloads[0]?.name ?? "pods", namespaces: tenants })
                : partyWords({ name: promised.name, namespaces: [promised.namespace] }),
    };
}

/** What picks nobody is most often misspelt: it looks like a guard and is none. */
function withoutEffect(reading: Reading, classes: readonly NamespaceClass[]): readonly Finding[] {
    const representatives = new Set(
        classes.flatMap(({ namespaces }) => namespaces.slice(0, 2).map(({ name }) => name)),
    );
    const pods = reading.world.workloads
        .filter(({ namespace }) => representatives.has(namespace))
        .map((workload) => podOf(reading, workload));
    const asked = new Set(
        classes.flatMap(({ namespaces }) => namespaces.slice(0, 1)).map((n) => n.name),
    );
    const none = (object: string, words: string) => ({
        kind: "no-effect" as const,
        namespaces: [],
        message: `${object} ${words}. Correct what it selects, or remove it.`,
    });
    const findings: Finding[] = [];
    const inPlay = <T>(byNamespace: ReadonlyMap<string, readonly T[]>) =>
        [...byNamespace].flatMap(([namespace, policies]) =>
            reading.namespaces.has(namespace) && !asked.has(namespace) ? [] : policies,
        );
    for (const { object, selectsPod, rules } of [
        ...inPlay(reading.networkPolicies),
        ...reading.clusterPolicies,
    ]) {
        if (!pods.some(selectsPod)) {
            findings.push(none(object, "selects no pod"));
        }
        for (const peer of [...(rules.ingress ?? []), ...(rules.egress ?? [])].flatMap(
            (rule) => rule.peers ?? [],
        )) {
            if (peer.picksPods && !pods.some((pod) => peer.matches({ pod, address: -1n }))) {
                findings.push(none(peer.name, "selects no pod"));
            }
        }
    }
    for (const { object, selectsPod } of [
        ...inPlay(reading.authorization),
        ...inPlay(reading.peerAuthentication),
    ]) {
        if (!pods.some((pod) => pod.inMesh && selectsPod(pod))) {
            findings.push(none(object, "selects no pod of the mesh"));
        }
    }
    return [...findings, ...unknownNamespaces(reading)];
}

/** Namespaces that an AuthorizationPolicy lets in by name, and that do not exist. */
function unknownNamespaces({ policies, namespaces }: Reading): readonly Finding[] {
    return policies.flatMap((policy) => {
        if (policy.kind !== "AuthorizationPolicy") {
            return [];
        }
        const sources = (policy.spec?.rules ?? []).flatMap(({ from = [] }) => from);
        const named = sources.flatMap(({ source = {} }) => [
            ...(source.namespaces ?? []),
            ...(source.principals ?? []).flatMap(
                (text) => /\/ns\/([^/*]+)\//.exec(text)?.[1] ?? [],
            ),
        ]);
        return named
            .filter((name) => !name.includes("*") && !namespaces.has(name))
            .map((name) => ({
                kind: "no-effect" as const,
                namespaces: [],
                message: `${objectName(policy)} names the namespace ${name}, which does not exist. Correct or remove it.`,
            }));
    });
}
