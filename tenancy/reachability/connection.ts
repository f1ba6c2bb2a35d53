import type { Direction, Party, Pod, PortRuling } from "./party.ts";
import type { Reading } from "./reading.ts";
import type { Protocol } from "./world.ts";

import { tieredRuling } from "./cluster-network-policy.ts";
import { HBONE_PORT, ztunnelRuling } from "./mesh.ts";
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
    const out = from.pod && directionRuling(reading, from.pod, "egress", to, to.pod);
    const into = to.pod && directionRuling(reading, to.pod, "ingress", from, to.pod);
    const ztunnel = to.pod?.inMesh === true ? meshRuling(reading, from, to, to.pod) : undefined;
    return (protocol, port) => {
        const wirePort = tunnelled && protocol === "TCP" ? HBONE_PORT : port;
        const because: string[] = [];
        for (const [step, ruling] of [
            ["egress", out?.(protocol, wirePort)],
            ["ingress", into?.(protocol, wirePort)],
            ["mesh", ztunnel?.(protocol, port)],
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

function meshRuling(
    { world: { mesh }, authorization, peerAuthentication }: Reading,
    from: Party,
    to: Party,
    pod: Pod,
): PortRuling | undefined {
    if (mesh === undefined) {
        return undefined;
    }
    const forPod = <T extends { selectsPod: (pod: Pod) => boolean }>(
        policies: ReadonlyMap<string, readonly T[]>,
    ) =>
        [...new Set([pod.namespace, mesh.rootNamespace])]
            .flatMap((namespace) => policies.get(namespace) ?? [])
            .filter((policy) => policy.selectsPod(pod));
    return ztunnelRuling(
        {
            authorization: forPod(authorization),
            peerAuthentication: forPod(peerAuthentication),
        },
        mesh,
        from,
        to,
    );
}
