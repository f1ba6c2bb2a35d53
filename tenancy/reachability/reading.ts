import type { ReadClusterPolicy } from "./cluster-network-policy.ts";
import type { ReadAuthorizationPolicy, ReadPeerAuthentication } from "./mesh.ts";
import type { ReadNetworkPolicy } from "./network-policy.ts";
import type { Party, Pod } from "./party.ts";
import type { PolicyObject } from "./policy-objects.ts";
import type { Traits } from "./traits.ts";
import type { Outside, Workload, World, WorldNamespace } from "./world.ts";

import { rangesOf, representatives } from "./addresses.ts";
import { readClusterPolicy } from "./cluster-network-policy.ts";
import { whyUnjudgeable } from "./judgeable.ts";
import { HBONE_PORT, readAuthorizationPolicy, readPeerAuthentication } from "./mesh.ts";
import { readNetworkPolicy } from "./network-policy.ts";
import { judgesTraffic, objectName } from "./policy-objects.ts";
import { traitsOf } from "./traits.ts";
import { NAMESPACE_NAME_LABEL } from "./world.ts";

/** A world, read once so that it can be asked often. */
export interface Reading {
    readonly world: World;
    readonly namespaces: ReadonlyMap<string, WorldNamespace>;
    readonly policies: readonly PolicyObject[];
    readonly unjudgeable: readonly { readonly object: string; readonly why: string }[];
    readonly traits: Traits;
    /** All ports, in ranges that no policy and no grant tells apart. */
    readonly ports: readonly PortRange[];
    readonly networkPolicies: ReadonlyMap<string, readonly ReadNetworkPolicy[]>;
    readonly clusterPolicies: readonly ReadClusterPolicy[];
    readonly authorization: ReadonlyMap<string, readonly ReadAuthorizationPolicy[]>;
    readonly peerAuthentication: ReadonlyMap<string, readonly ReadPeerAuthentication[]>;
    /** One for each way in which policies tell pods' addresses apart. */
    readonly podAddresses: readonly bigint[];
    readonly outsideAddresses: (outside: Outside) => readonly bigint[];
}

export interface PortRange {
    readonly first: number;
    readonly last: number;
}

export function readWorld(world: World): Reading {
    const unjudgeable: { object: string; why: string }[] = [];
    const policies = world.objects.filter(judgesTraffic).filter((policy) => {
        const why = whyUnjudgeable(policy) ?? withoutMesh(policy, world);
        if (why !== undefined) {
            unjudgeable.push({ object: objectName(policy), why });
        }
        return why === undefined;
    });
    const traits = traitsOf(policies);
    const blocks = [...traits.blocks.values()].map(({ cidr, except }) => rangesOf([cidr], except));
    const probe = [rangesOf(["169.254.7.127"])];
    return {
        world,
        namespaces: new Map(world.namespaces.map((namespace) => [namespace.name, namespace])),
        policies,
        unjudgeable,
        traits,
        ports: portRanges(world, traits),
        ...readPolicies(policies, world),
        podAddresses: representatives(rangesOf(world.podRanges), blocks),
        outsideAddresses: ({ ranges, except }) =>
            representatives(rangesOf(ranges, except), [...blocks, ...probe]),
    };
}

function withoutMesh({ kind }: PolicyObject, { mesh }: World): string | undefined {
    const ofMesh = kind === "AuthorizationPolicy" || kind === "PeerAuthentication";
    return ofMesh && mesh === undefined ? "the cluster has no mesh to enforce it" : undefined;
}

function portRanges(world: World, traits: Traits): readonly PortRange[] {
    const single = [
        HBONE_PORT,
        ...world.workloads.flatMap(({ ports, openToTenants }) =>
            [...ports, ...openToTenants].map(({ port }) => port),
        ),
        ...world.outside.flatMap(({ openToTenants }) => openToTenants.map(({ port }) => port)),
        ...world.promises.map(({ port }) => port),
    ];
    const starts = [...new Set([1, ...traits.ports, ...single, ...single.map((port) => port + 1)])]
        .filter((port) => port <= 65535)
        .sort((left, right) => left - right);
    return starts.map((first, index) => ({ first, last: (starts[index + 1] ?? 65536) - 1 }));
}

function readPolicies(policies: readonly PolicyObject[], { mesh }: World) {
    const networkPolicies = new Map<string, ReadNetworkPolicy[]>();
    const clusterPolicies: ReadClusterPolicy[] = [];
    const authorization = new Map<string, ReadAuthorizationPolicy[]>();
    const peerAuthentication = new Map<string, ReadPeerAuthentication[]>();
    for (const policy of policies) {
        const object = objectName(policy);
        const namespace = policy.metadata.namespace ?? "default";
        switch (policy.kind) {
            case "NetworkPolicy":
                addTo(networkPolicies, namespace, readNetworkPolicy(object, policy));
                break;
            case "ClusterNetworkPolicy":
                clusterPolicies.push(readClusterPolicy(object, policy));
                break;
            case "AuthorizationPolicy":
                if (mesh !== undefined) {
                    addTo(authorization, namespace, readAuthorizationPolicy(object, policy, mesh));
                }
                break;
            case "PeerAuthentication":
                if (mesh !== undefined) {
                    const read = readPeerAuthentication(object, policy, mesh);
                    addTo(peerAuthentication, namespace, read);
                }
                break;
        }
    }
    return { networkPolicies, clusterPolicies, authorization, peerAuthentication };
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T | undefined): void {
    if (value !== undefined) {
        const list = map.get(key);
        if (list === undefined) {
            map.set(key, [value]);
        } else {
            list.push(value);
        }
    }
}

/** The pods of a workload, one for each kind of address that they may have. */
export function partiesOf(reading: Reading, workload: Workload): readonly Party[] {
    const pod = podOf(reading, workload);
    return reading.podAddresses.map((address) => ({ pod, address }));
}

export function podOf({ namespaces, world }: Reading, workload: Workload): Pod {
    const { namespace, labels, serviceAccount, ports, inMesh } = workload;
    return {
        namespace,
        namespaceLabels: {
            ...namespaces.get(namespace)?.labels,
            [NAMESPACE_NAME_LABEL]: namespace,
        },
        labels,
        serviceAccount,
        ports,
        inMesh: inMesh && world.mesh !== undefined,
    };
}
