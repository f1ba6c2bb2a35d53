import type { LastUpdate } from "../tenancy/life-cycle/index.ts";
import type { Finding } from "./finding.ts";
import type { StackConfig } from "./stack.ts";

import { mostLeaving } from "./life-cycle.ts";
import { CLUSTER, LIFE_CYCLE, TENANTS, tenantsOf } from "./stack.ts";

const RUNBOOK = "docs/runbooks/remove-a-tenant.md";

/**
 * What is wrong with the difference between a stack file and the stack's last update: tenants that may not leave, or
 * more of them than may leave at once. Pure.
 */
export function departureFindings(stack: StackConfig, last: LastUpdate): Finding[] {
    const ids = tenantsOf(stack).map(({ id }) => id);
    const before = Object.keys(last.tenants);
    return [
        ...(replacesCluster(stack, last)
            ? replacementFindings(stack, last)
            : removalFindings(stack, last, ids)),
        ...disposalFindings(stack, new Set([...before, ...ids])),
    ];
}

function replacesCluster(stack: StackConfig, last: LastUpdate): boolean {
    return last.cluster !== undefined && last.cluster !== stack.cluster.name;
}

/** Another name of the cluster is another cluster to the engine: it deletes what it knows and makes it anew. */
function replacementFindings(stack: StackConfig, last: LastUpdate): Finding[] {
    const replaced = Object.entries(last.tenants);
    const most = mostLeaving(stack.lifeCycle, replaced.length);
    const safe = replaced.every(([, tenant]) => !tenant.protected) && replaced.length <= most;
    if (safe) {
        return [];
    }
    const names = replaced.map(([id]) => id).join(", ");
    return [
        {
            path: [CLUSTER, "name"],
            value: stack.cluster.name,
            rule: `${JSON.stringify(last.cluster)}: another name replaces every tenant of the stack, ${replaced.length} in all: ${names}`,
            remedy: `write ${JSON.stringify(last.cluster)}; another cluster is another stack`,
        },
    ];
}

function removalFindings(stack: StackConfig, last: LastUpdate, ids: readonly string[]): Finding[] {
    const staying = new Set(ids);
    const leaving = Object.keys(last.tenants).filter((id) => !staying.has(id));
    const held = leaving
        .filter((id) => last.tenants[id]?.protected)
        .map((id): Finding => ({
            path: [TENANTS, id],
            value: undefined,
            rule: "required: a tenant leaves by the state offboarding, and is removed after the update that confirmed its deletion",
            remedy: `put it back with state: offboarding and until: the last day of its data; ${RUNBOOK}`,
        }));
    const count = Object.keys(last.tenants).length;
    const most = mostLeaving(stack.lifeCycle, count);
    if (leaving.length <= most) {
        return held;
    }
    const tooMany: Finding = {
        path: [TENANTS],
        value: Object.fromEntries(ids.map((id) => [id, {}])),
        rule: `at most ${most} of ${count} tenants may leave in one update (${LIFE_CYCLE}.maxLeaving); ${leaving.length} would: ${leaving.join(", ")}`,
        remedy: `put them back, remove them in several updates, or raise maxLeaving to ${leaving.length} for this one`,
    };
    return [...held, tooMany];
}

/** A line that stays in the list would take the volume of a later tenant of the same id off the ledger. */
function disposalFindings(stack: StackConfig, tenants: ReadonlySet<string>): Finding[] {
    return stack.lifeCycle.disposedVolumes.flatMap((id, index) =>
        tenants.has(id)
            ? [
                  {
                      path: [LIFE_CYCLE, "disposedVolumes", index],
                      value: id,
                      rule: "a tenant that the stack no longer had in its last update",
                      remedy: "remove it from the list",
                  },
              ]
            : [],
    );
}
