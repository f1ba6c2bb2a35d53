import type { Decision } from "./connection.ts";
import type { Finding } from "./findings.ts";
import type { Edge } from "./matrix.ts";
import type { Protocol, World } from "./world.ts";

import { namespaceClasses } from "./classes.ts";
import { connection } from "./connection.ts";
import { findingsOf } from "./findings.ts";
import { matrixOf } from "./matrix.ts";
import { partiesOf, readWorld } from "./reading.ts";

/** Who reaches whom in a world, and what is wrong with that. Plain data, in an order that the world alone gives. */
export interface Verdict {
    readonly summary: {
        readonly tenants: number;
        readonly tenantClasses: number;
        readonly platformNamespaces: number;
        readonly policies: number;
        /** Pairs of classes of tenants of which one reaches another tenant. */
        readonly tenantToTenant: number;
    };
    /** Tenants that every policy treats alike. */
    readonly tenantClasses: readonly (readonly string[])[];
    readonly edges: readonly Edge[];
    /** Empty when the world may be applied. */
    readonly findings: readonly Finding[];
}

export function evaluate(world: World): Verdict {
    const reading = readWorld(world);
    const classes = namespaceClasses(reading);
    const edges = matrixOf(reading, classes);
    const tenants = classes.filter(({ tenant }) => tenant);
    return {
        summary: {
            tenants: world.namespaces.filter(({ tenant }) => tenant).length,
            tenantClasses: tenants.length,
            platformNamespaces: world.namespaces.filter(({ tenant }) => !tenant).length,
            policies: reading.policies.length,
            tenantToTenant: edges.filter(
                ({ from, to, relation }) => from.tenant && to.tenant && relation === "other",
            ).length,
        },
        tenantClasses: tenants.map(({ namespaces }) => namespaces.map(({ name }) => name)),
        edges,
        findings: findingsOf(reading, classes, edges),
    };
}

/** One end of a question: pods by namespace and name, or an outside by its name. */
export type Asked =
    | { readonly namespace: string; readonly name?: string; readonly variant?: string }
    | { readonly outside: string };

/**
 * Whether `from` reaches `to` on one port, and which rules let it through or refuse it. Where an end has several
 * addresses, what lets through counts.
 *
 * @throws Error when the world has no such end.
 */
export function flow(
    world: World,
    from: Asked,
    to: Asked,
    port: number,
    protocol: Protocol = "TCP",
): Decision {
    const reading = readWorld(world);
    const ends = (asked: Asked) => {
        if ("outside" in asked) {
            const place = world.outside.find(({ name }) => name === asked.outside);
            return place && reading.outsideAddresses(place).map((address) => ({ address }));
        }
        const workload = world.workloads.find(
            ({ namespace, name, variant }) =>
                namespace === asked.namespace &&
                name === (asked.name ?? name) &&
                variant === asked.variant,
        );
        return workload && partiesOf(reading, workload);
    };
    const [sources, targets] = [ends(from), ends(to)];
    if (sources === undefined || targets === undefined) {
        throw new Error(`nobody is ${JSON.stringify(sources === undefined ? from : to)}`);
    }
    const decisions = sources.flatMap((source) =>
        targets.map((target) => connection(reading, source, target)(protocol, port)),
    );
    const decision = decisions.find(({ allowed }) => allowed) ?? decisions[0];
    return decision ?? { allowed: false, because: ["it has no address"] };
}
