/** The verbs that lead to rights the holder does not have. */
export const ESCALATING_VERBS: readonly string[] = ["bind", "escalate", "impersonate"];

/** The verbs that change an object. */
export const WRITING_VERBS: readonly string[] = [
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
];

const RUNS_CODE = "it acts with the pod's identity and reads all the pod can read";
const GUARD = "it is one of the guards around the tenant";
const DIVERTS_TRAFFIC = "it diverts traffic meant for others";
const WHOLE_CLUSTER = "it gives away the whole cluster";

/** Resources that no tenant's Role may name, whatever the verbs, each with what the grant would mean. */
export const FORBIDDEN_RESOURCES: ReadonlyMap<string, string> = new Map([
    ["secrets", "it discloses every credential of the namespace"],
    ["pods/exec", RUNS_CODE],
    ["pods/attach", RUNS_CODE],
    ["pods/portforward", RUNS_CODE],
    ["pods/proxy", RUNS_CODE],
    ["pods/ephemeralcontainers", RUNS_CODE],
    ["services/proxy", RUNS_CODE],
    ["serviceaccounts/token", "it mints a token of any service account"],
    ["nodes/proxy", WHOLE_CLUSTER],
]);

/** Resources that a tenant's Role may at most read, each with what changing one would mean. */
export const READ_ONLY_RESOURCES: ReadonlyMap<string, string> = new Map([
    ["namespaces", "its labels switch Pod Security and the mesh"],
    ["roles", GUARD],
    ["rolebindings", GUARD],
    ["clusterroles", GUARD],
    ["clusterrolebindings", GUARD],
    ["networkpolicies", GUARD],
    ["resourcequotas", GUARD],
    ["limitranges", GUARD],
    ["authorizationpolicies", GUARD],
    ["peerauthentications", GUARD],
    ["services/status", DIVERTS_TRAFFIC],
    ["endpoints", DIVERTS_TRAFFIC],
    ["endpointslices", DIVERTS_TRAFFIC],
    ["persistentvolumes", WHOLE_CLUSTER],
    ["certificatesigningrequests", WHOLE_CLUSTER],
    ["mutatingwebhookconfigurations", WHOLE_CLUSTER],
    ["validatingwebhookconfigurations", WHOLE_CLUSTER],
]);

/** The entry of a resource: its own, else the one of the resource it is a part of. */
export function grantMeaning(
    table: ReadonlyMap<string, string>,
    resource: string,
): string | undefined {
    return table.get(resource) ?? table.get(resource.split("/")[0] ?? resource);
}
