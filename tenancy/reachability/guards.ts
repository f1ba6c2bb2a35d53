import type { NamespaceClass } from "./classes.ts";
import type { Reach } from "./matrix.ts";
import type { Party, PortRuling } from "./party.ts";
import type { Reading } from "./reading.ts";
import type { Workload } from "./world.ts";

import { guards } from "./connection.ts";
import { partiesOf } from "./reading.ts";
import { PROTOCOLS } from "./world.ts";

const GUARDS = ["egress", "ingress", "mesh", "mutualTls"] as const;

/** One of the guards between two tenants that lets through, though another may still refuse. */
export interface OpenGuard {
    readonly guard: (typeof GUARDS)[number];
    readonly from: Workload;
    readonly to: Workload;
    readonly fromClass: NamespaceClass;
    readonly toClass: NamespaceClass;
    readonly reach: readonly Reach[];
}

/**
 * Which guards between tenants are open. What leaves one tenant for another is refused where it leaves, where it
 * arrives, and by the mesh: as long as one holds nobody gets through, so one that has broken shows nowhere else.
 */
export function openGuards(
    reading: Reading,
    classes: readonly NamespaceClass[],
): readonly OpenGuard[] {
    const tenants = classes.filter(({ tenant }) => tenant);
    const workloads = Map.groupBy(reading.world.workloads, ({ namespace }) => namespace);
    const open: OpenGuard[] = [];
    for (const fromClass of tenants) {
        for (const toClass of tenants) {
            const source = fromClass.namespaces[0]?.name ?? "";
            const target = toClass.namespaces[fromClass === toClass ? 1 : 0]?.name ?? "";
            for (const guard of GUARDS) {
                const first = firstOpen(
                    reading,
                    guard,
                    workloads.get(source) ?? [],
                    workloads.get(target) ?? [],
                );
                if (first !== undefined) {
                    open.push({ guard, ...first, fromClass, toClass });
                }
            }
        }
    }
    return open;
}

function firstOpen(
    reading: Reading,
    guard: OpenGuard["guard"],
    sources: readonly Workload[],
    targets: readonly Workload[],
) {
    for (const from of sources) {
        for (const to of targets) {
            const reach = partiesOf(reading, from).flatMap((source) =>
                partiesOf(reading, to).flatMap((target) =>
                    lettingThrough(reading, guard, source, target),
                ),
            );
            if (reach.length > 0) {
                return { from, to, reach: reach.slice(0, 1) };
            }
        }
    }
    return undefined;
}

function lettingThrough(
    reading: Reading,
    guard: OpenGuard["guard"],
    from: Party,
    to: Party,
): readonly Reach[] {
    const ruling: PortRuling | undefined = guards(reading, from, to)[guard];
    return PROTOCOLS.flatMap((protocol) =>
        // ztunnel guards TCP alone.
        ruling === undefined || (!guard.endsWith("gress") && protocol !== "TCP")
            ? []
            : reading.ports.flatMap((range) => {
                  const { allowed, because } = ruling(protocol, range.first);
                  return allowed ? { protocol, ...range, because: [because] } : [];
              }),
    );
}
