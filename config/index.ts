export { ENCRYPTED, renderFindings, renderPath } from "./finding.ts";
export type { Finding, Path } from "./finding.ts";
export { KUBERNETES_VERSIONS } from "./cluster.ts";
export type { ClusterConfig, ExistingCluster, KubernetesVersion } from "./cluster.ts";
export { loadStackConfig } from "./load.ts";
export { parseStackConfig } from "./stack.ts";
export type { ManagementStack, StackConfig, StackResult, WorkloadStack } from "./stack.ts";
