import type { PolicyObject } from "./policy-objects.ts";
import type { Reading } from "./reading.ts";
import type { Workload, WorldNamespace } from "./world.ts";

import { readPattern } from "./mesh.ts";
import { renamedSpec } from "./names.ts";
import { objectName } from "./policy-objects.ts";
import { NAMESPACE_NAME_LABEL } from "./world.ts";

/** Namespaces that every policy treats alike. */
export interface NamespaceClass {
    readonly namespaces: readonly WorldNamespace[];
    readonly tenant: boolean;
}

/** What stands for a namespace's own name, or a label value that no other namespace has. */
const OWN = "@";

/**
 * Namespaces in classes such that exchanging two members of a class leaves the whole world as it was. So what holds
 * for one member, for one pair of members, or for one member and somebody else, holds for all of them, and the proof
 * need not ask about each pair of tenants.
 *
 * Two namespaces are of one class when they read alike once each calls itself `@` (labels that selectors look at,
 * workloads, policies), when others name both in the same lists or neither, and when no wildcard tells them apart.
 */
export function namespaceClasses(reading: Reading): readonly NamespaceClass[] {
    const { world, policies, traits } = reading;
    const keys = [...traits.namespaceLabelKeys]
        .filter((key) => key !== NAMESPACE_NAME_LABEL)
        .sort();
    const owner = owners(world.namespaces, keys);
    const workloads = Map.groupBy(world.workloads, ({ namespace }) => namespace);
    const inside = new Map<string, string[]>();
    const namedBy = new Map<string, string[]>();
    for (const policy of policies) {
        const home = homeOf(policy);
        const name = objectName(policy);
        const spec = renamedSpec(policy, (place, key, value) => {
            const owned = owner(key, value);
            if (owned !== undefined && owned === home) {
                return OWN;
            }
            if (owned !== undefined) {
                push(namedBy, owned, `${name} ${place}`);
            }
            return value;
        });
        if (home !== undefined) {
            push(inside, home, JSON.stringify([policy.kind, spec]));
        }
    }
    const classes = Map.groupBy(world.namespaces, (namespace) =>
        JSON.stringify([
            namespace.tenant,
            namespace.name === world.mesh?.rootNamespace,
            keys.map((key) => {
                const value = namespace.labels[key];
                return value !== undefined && owner(key, value) === namespace.name
                    ? OWN
                    : (value ?? null);
            }),
            (workloads.get(namespace.name) ?? []).map((workload) => likeness(workload, reading)),
            (inside.get(namespace.name) ?? []).sort(),
            (namedBy.get(namespace.name) ?? []).sort(),
            patternsMatching(namespace.name, workloads.get(namespace.name) ?? [], reading),
        ]),
    );
    return [...classes.values()].map((namespaces) => ({
        namespaces,
        tenant: namespaces[0]?.tenant === true,
    }));
}

/** `undefined` where a policy is nobody's own: what it names is named by others. */
function homeOf({ kind, metadata }: PolicyObject): string | undefined {
    return kind === "ClusterNetworkPolicy" ? undefined : (metadata.namespace ?? "default");
}

/** Whose a label value is alone; `undefined` when several namespaces have it or none. */
function owners(namespaces: readonly WorldNamespace[], keys: readonly string[]) {
    const owned = new Map<string, string | undefined>();
    for (const { name, labels } of namespaces) {
        for (const key of keys) {
            const value = labels[key];
            if (value !== undefined) {
                const label = `${key}=${value}`;
                owned.set(label, owned.has(label) ? undefined : name);
            }
        }
    }
    const names = new Set(namespaces.map(({ name }) => name));
    return (key: string, value: string) =>
        key === NAMESPACE_NAME_LABEL
            ? names.has(value)
                ? value
                : undefined
            : owned.get(`${key}=${value}`);
}

/** All that policies and the matrix can see of a workload besides its namespace. */
function likeness(workload: Workload, { traits }: Reading): unknown {
    const { name, variant, labels, serviceAccount, ports, inMesh, openToTenants } = workload;
    const seen = [...traits.podLabels.keys()].sort().map((key) => labels[key] ?? null);
    return [name, variant ?? null, seen, serviceAccount, ports, inMesh, openToTenants];
}

function patternsMatching(
    namespace: string,
    workloads: readonly Workload[],
    { traits, world }: Reading,
): readonly string[] {
    const texts = [
        namespace,
        ...workloads.map(
            ({ serviceAccount }) =>
                `${world.mesh?.trustDomain ?? ""}/ns/${namespace}/sa/${serviceAccount}`,
        ),
    ];
    return [...traits.patterns].map((pattern) => texts.map(readPattern(pattern)).join());
}

function push(map: Map<string, string[]>, key: string, value: string): void {
    const list = map.get(key);
    if (list === undefined) {
        map.set(key, [value]);
    } else {
        list.push(value);
    }
}
