import type { NamespaceClass } from "./classes.ts";
import type { Party } from "./party.ts";
import type { PortRange, Reading } from "./reading.ts";
import type { Grant, Outside, Protocol, Workload } from "./world.ts";

import { connection } from "./connection.ts";
import { partiesOf } from "./reading.ts";
import { PROTOCOLS } from "./world.ts";

/** A row or column of the matrix: pods of one name in each namespace of a class, or an outside. */
export interface MatrixParty {
    /** Empty for the outside. */
    readonly namespaces: readonly string[];
    readonly name: string;
    readonly tenant: boolean;
    readonly openToTenants: readonly Grant[];
}

/** Somebody who reaches somebody. */
export interface Edge {
    readonly from: MatrixParty;
    readonly to: MatrixParty;
    /** With `own`, each namespace of the class reaches itself; with `other`, each reaches the others. */
    readonly relation: "own" | "other";
    readonly reach: readonly Reach[];
}

/** Ports that are reached, and what let the first such connection through. */
export interface Reach extends PortRange {
    readonly protocol: Protocol;
    readonly because: readonly string[];
    /** When not every pod of the name reaches or is reached: what sets those apart that do. */
    readonly fromVariant?: string | undefined;
    readonly toVariant?: string | undefined;
}

/** A member of a class together with all it has in the matrix. */
interface Group {
    readonly party: MatrixParty;
    readonly members: readonly Member[];
}

interface Member {
    readonly variant: string | undefined;
    readonly parties: readonly Party[];
}

/** Who reaches whom. A pair that is missing does not reach. */
export function matrixOf(reading: Reading, classes: readonly NamespaceClass[]): readonly Edge[] {
    const workloads = Map.groupBy(reading.world.workloads, ({ namespace }) => namespace);
    const groups = classes.map(({ namespaces, tenant }) => ({
        first: groupsOf(reading, workloads, namespaces, tenant, 0),
        // Two members of a class are enough to see what any two do.
        second: groupsOf(reading, workloads, namespaces, tenant, 1),
    }));
    const outside = reading.world.outside.map((place) => outsideGroup(reading, place));
    const edges: Edge[] = [];
    const look = (froms: readonly Group[], tos: readonly Group[], relation: Edge["relation"]) => {
        for (const from of froms) {
            for (const to of tos) {
                const reach = reachOf(reading, from, to);
                if (reach.length > 0) {
                    edges.push({ from: from.party, to: to.party, relation, reach });
                }
            }
        }
    };
    for (const from of groups) {
        look(from.first, from.first, "own");
        look(from.first, from.second, "other");
        for (const to of groups) {
            if (to !== from) {
                look(from.first, to.first, "other");
            }
        }
        look(from.first, outside, "other");
        look(outside, from.first, "other");
    }
    return edges;
}

function groupsOf(
    reading: Reading,
    workloads: ReadonlyMap<string, readonly Workload[]>,
    namespaces: NamespaceClass["namespaces"],
    tenant: boolean,
    member: number,
): readonly Group[] {
    const here = workloads.get(namespaces[member]?.name ?? "") ?? [];
    return [...Map.groupBy(here, ({ name }) => name)].map(([name, variants]) => ({
        party: {
            namespaces: namespaces.map((namespace) => namespace.name),
            name,
            tenant,
            openToTenants: variants[0]?.openToTenants ?? [],
        },
        members: variants.map((workload) => ({
            variant: workload.variant,
            parties: partiesOf(reading, workload),
        })),
    }));
}

function outsideGroup(reading: Reading, place: Outside): Group {
    const { name, openToTenants } = place;
    const parties = reading.outsideAddresses(place).map((address) => ({ address }));
    return {
        party: { namespaces: [], name, tenant: false, openToTenants },
        members: [{ variant: undefined, parties }],
    };
}

function reachOf(reading: Reading, from: Group, to: Group): readonly Reach[] {
    const found = new Map<string, Reach>();
    for (const source of from.members) {
        for (const target of to.members) {
            const variants = { fromVariant: source.variant, toVariant: target.variant };
            for (const fromParty of source.parties) {
                for (const toParty of target.parties) {
                    const decide = connection(reading, fromParty, toParty);
                    for (const protocol of PROTOCOLS) {
                        for (const range of reading.ports) {
                            const key = `${protocol} ${range.first}`;
                            if (found.has(key)) {
                                continue;
                            }
                            const { allowed, because } = decide(protocol, range.first);
                            if (allowed) {
                                found.set(key, { protocol, ...range, because, ...variants });
                            }
                        }
                    }
                }
            }
        }
    }
    return joined([...found.values()]);
}

/** Neighbouring ranges that are reached for the same reason, as one. */
function joined(reach: readonly Reach[]): readonly Reach[] {
    const order = ({ protocol, first }: Reach) => PROTOCOLS.indexOf(protocol) * 65536 + first;
    const result: Reach[] = [];
    for (const next of reach.toSorted((left, right) => order(left) - order(right))) {
        const last = result.at(-1);
        if (
            last?.protocol === next.protocol &&
            last.last + 1 === next.first &&
            last.because.join() === next.because.join() &&
            last.fromVariant === next.fromVariant &&
            last.toVariant === next.toVariant
        ) {
            result[result.length - 1] = { ...last, last: next.last };
        } else {
            result.push(next);
        }
    }
    return result;
}
