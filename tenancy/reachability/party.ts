import type { NamedPort, Protocol } from "./world.ts";

type Labels = Readonly<Record<string, string>>;

/** A pod as policies see it. */
export interface Pod {
    readonly namespace: string;
    readonly namespaceLabels: Labels;
    readonly labels: Labels;
    readonly serviceAccount: string;
    readonly ports: readonly NamedPort[];
    readonly inMesh: boolean;
}

/** One end of a connection: an address, and the pod that has it unless it is outside the cluster. */
export interface Party {
    readonly pod?: Pod | undefined;
    readonly address: bigint;
}

/** What a layer says to a connection, and which object and rule say so. */
export interface Ruling {
    readonly allowed: boolean;
    readonly because: string;
}

/** What a layer says to connections of one pair of parties, on each port. */
export type PortRuling = (protocol: Protocol, port: number) => Ruling;

export type Direction = "ingress" | "egress";
