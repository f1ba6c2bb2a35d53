import type { Direction, Party, Pod, PortRuling } from "./party.ts";
import type { Reading } from "./reading.ts";
import type { Mesh, Protocol } from "./world.ts";

import { tieredRuling } from "./cluster-network-policy.ts";
import { HBONE_PORT, plaintextRuling, ztunnelRuling } from "./mesh.ts";
import { networkPolicyRuling } from "./network-policy.ts";

/** Whether a connection comes about, and what let it through at each step or what refused it. */
export interface Decision {
    readonly allowed: boolean;
    readonly because: readonly string[];
}

/**
 * What happens to connections from one party to another, on each port. They must be let out of the source and let in
 * at the destination.
 *
 * Between two pods of the mesh TCP travels in ztunnel's tunnel: network policies see the pods' addresses and port
 * 15008, and the port that was called is judged by ztunnel at the destination.
 */
export function connection(
    reading: Reading,
    from: Party,
    to: Party,
): (protocol: Protocol, port: number) => Decision {
    const tunnelled = from.pod?.inMesh === true && to.pod?.inMesh === true;
    const { egress, ingress, mesh } = guards(reading, from, to);
    return (protocol, port) => {
        const wirePort = tunnelled && protocol === "TCP" ? HBONE_PORT : port;
        const because: string[] = [];
        for (const [step, ruling] of [
            ["egress", egress?.(protocol, wirePort)],
            ["ingress", ingress?.(protocol, wirePort)],
            ["mesh", mesh?.(protocol, port)],
        ] as const) {
            if (ruling?.allowed === false) {
                return { allowed: false, because: [`${step}: ${ruling.because}`] };
            }
            if (ruling !== undefined) {
                because.push(`${step}: ${ruling.because}`);
            }
        }
        return { allowed: true, because };
    };
}

/** What stands between two parties, each by itself. */
export interface Guards {
    readonly egress: PortRuling | undefined;
    readonly ingress: PortRuling | undefined;
    /** ztunnel, before a pod of the mesh. */
    readonly mesh: PortRuling | undefined;
    /** The part of it that refuses plaintext. */
    readonly mutualTls: PortRuling | undefined;
}

export function guards(reading: Reading, from: Party, to: Party): Guards {
    const { mesh } = reading.world;
    const meshed = to.pod?.inMesh === true ? to.pod : undefined;
    const policies = mesh && meshed && meshPoliciesFor(reading, mesh, meshed);
    return {
        egress: from.pod && directionRuling(reading, from.pod, "egress", to, to.pod),
        ingress: to.pod && directionRuling(reading, to.pod, "ingress", from, to.pod),
        mesh: policies && ztunnelRuling(policies, mesh, from, to),
        mutualTls:
            policies && from.pod?.inMesh !== true
                ? plaintextRuling(policies.peerAuthentication)
                : undefined,
    };
}

function directionRuling(
    reading: Reading,
    pod: Pod,
    direction: Direction,
    other: Party,
    destination: Pod | undefined,
): PortRuling {
    const selecting = (reading.networkPolicies.get(pod.namespace) ?? []).filter((policy) =>
        policy.selectsPod(pod),
    );
    return tieredRuling(
        reading.clusterPolicies.filter((policy) => policy.selectsPod(pod)),
        direction,
        other,
        networkPolicyRuling(selecting, direction, other, destination),
    );
}

function meshPoliciesFor(
    { authorization, peerAuthentication }: Reading,
    { rootNamespace }: Mesh,
    pod: Pod,
) {
    const forPod = <T extends { selectsPod: (pod: Pod) => boolean }>(
        policies: ReadonlyMap<string, readonly T[]>,
    ) =>
        [...new Set([pod.namespace, rootNamespace])]
            .flatMap((namespace) => policies.get(namespace) ?? [])
            .filter((policy) => policy.selectsPod(pod));
    return {
        authorization: forPod(authorization),
        peerAuthentication: forPod(peerAuthentication),
    };
}
