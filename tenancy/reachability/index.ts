export type { Decision } from "./connection.ts";
export type { Asked, Verdict } from "./evaluate.ts";
export type { Finding, FindingKind } from "./findings.ts";
export type { Edge, MatrixParty, Reach } from "./matrix.ts";
export type {
    AuthorizationPolicy,
    ClusterNetworkPolicy,
    PeerAuthentication,
    PolicyObject,
} from "./policy-objects.ts";
export type { StackWorldArgs, TenantWorldArgs } from "./tenant-world.ts";
export type {
    FlowPromise,
    Grant,
    Mesh,
    NamedPort,
    Outside,
    Protocol,
    Workload,
    World,
    WorldNamespace,
} from "./world.ts";

export { evaluate, flow } from "./evaluate.ts";
export { renderProof } from "./render.ts";
export { stackWorld, tenantWorld } from "./tenant-world.ts";
export { reachWords } from "./words.ts";
