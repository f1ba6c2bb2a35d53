import type { KubernetesObject } from "../blueprint/index.ts";
import type { ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";
import type { PolicyObject } from "./policy-objects.ts";
import type { FlowPromise, Grant, Outside, Workload, World, WorldNamespace } from "./world.ts";

import { tenantObjects } from "../blueprint/index.ts";
import { TENANT_NAMESPACE_PREFIX } from "../tenant-id.ts";
import { parseRange, rangesOf } from "./addresses.ts";
import { whyUnjudgeable } from "./judgeable.ts";
import { judgesTraffic } from "./policy-objects.ts";
import { traitsOf } from "./traits.ts";

export interface StackWorldArgs {
    /** Every object that will be applied: those of the tenants and those of the platform, its namespaces among them. */
    readonly objects: readonly object[];
    readonly cluster: ClusterContext;
    /** Where the API server's private endpoint is; anywhere private when it is not known. */
    readonly apiServer?: readonly string[];
}

/** The world of a stack: its tenants' objects together with what the platform brings of its own. */
export function tenantWorld(
    tenants: readonly Tenant[],
    cluster: ClusterContext,
    { platformObjects = [], ...rest }: TenantWorldArgs = {},
): World {
    const objects = tenants.flatMap((tenant) => tenantObjects(tenant, cluster));
    return stackWorld({ objects: [...objects, ...platformObjects], cluster, ...rest });
}

export interface TenantWorldArgs extends Omit<StackWorldArgs, "objects" | "cluster"> {
    readonly platformObjects?: readonly object[];
}

const DNS_NAMESPACE = "kube-system";
const DNS_LABELS = { "k8s-app": "kube-dns" };
const MESH_LABEL = "istio.io/dataplane-mode";
const PODS = "pods";
const DNS = "DNS pods";
const INTERNET = "the internet";
const LINK_LOCAL = "169.254.0.0/16";

/** Which port stands for any: tenants decide for themselves where they listen. */
const SAMPLE_PORT = 8080;

/** More kinds of pods in a namespace than this, and the proof would take longer than anybody waits. */
const MOST_VARIANTS = 64;

/**
 * The world that a stack's objects make. A tenant chooses the labels and service accounts of its pods, so its
 * namespace has a workload for each combination that some policy looks for; pods that left the mesh are among them.
 *
 * @throws Error when policies look for more combinations than the proof can try.
 */
export function stackWorld(args: StackWorldArgs): World {
    const { objects, cluster } = args;
    const { mesh } = cluster;
    const { systemNamespace, gatewayNamespace, monitoringNamespace } = cluster.network;
    const namespaces = namespacesOf(objects, [
        systemNamespace,
        gatewayNamespace,
        monitoringNamespace,
        DNS_NAMESPACE,
        ...(mesh === undefined ? [] : [mesh.rootNamespace]),
    ]);
    const judged = objects
        .filter(judgesTraffic)
        .filter((policy) => whyUnjudgeable(policy) === undefined);
    const choices = choicesOf(judged);
    const open: Readonly<Record<string, readonly Grant[]>> = {
        [systemNamespace]: cluster.network.systemPorts.map(tcp),
    };
    return {
        namespaces,
        workloads: namespaces.flatMap((namespace) => [
            ...(namespace.name === DNS_NAMESPACE ? [dnsPods(namespace)] : []),
            ...podsOf(namespace, choices, {
                // The gateway speaks the mesh's language by itself, whether its namespace is labelled or not.
                meshed:
                    namespace.labels[MESH_LABEL] === "ambient" ||
                    (mesh !== undefined && namespace.name === gatewayNamespace),
                openToTenants: open[namespace.name] ?? [],
            }),
        ]),
        outside: outsideOf(args),
        podRanges: privateRanges(cluster),
        mesh,
        objects,
        promises: promisesOf(cluster),
    };
}

function tcp(port: number): Grant {
    return { protocol: "TCP", port };
}

function namespacesOf(
    objects: readonly object[],
    platform: readonly string[],
): readonly WorldNamespace[] {
    const found = new Map<string, Readonly<Record<string, string>>>(
        platform.map((name) => [name, {}]),
    );
    for (const object of objects as readonly Partial<KubernetesObject>[]) {
        const { kind, metadata } = object;
        if (kind === "Namespace" && metadata !== undefined) {
            found.set(metadata.name, { ...metadata.labels });
        }
    }
    return [...found].map(([name, labels]) => ({
        name,
        labels,
        tenant: name.startsWith(TENANT_NAMESPACE_PREFIX),
    }));
}

interface Choices {
    readonly labels: readonly Readonly<Record<string, string>>[];
    readonly serviceAccounts: readonly string[];
}

/** Every combination of the labels that policies look for: absent, each value they name, and one they do not. */
function choicesOf(policies: readonly PolicyObject[]): Choices {
    const { podLabels, serviceAccounts } = traitsOf(policies);
    let labels: Record<string, string>[] = [{}];
    for (const [key, values] of [...podLabels].sort(([left], [right]) => (left < right ? -1 : 1))) {
        labels = labels.flatMap((chosen) => [
            chosen,
            ...[...values, unused(values)].map((value) => ({ ...chosen, [key]: value })),
        ]);
        if (labels.length * (serviceAccounts.size + 1) > MOST_VARIANTS) {
            throw new Error(
                `The reachability proof tries every combination of the pod labels that policies select by ` +
                    `(${[...podLabels.keys()].join(", ")}) and of the service accounts they name, and these are more ` +
                    `than ${MOST_VARIANTS}. Select pods by fewer labels.`,
            );
        }
    }
    return { labels, serviceAccounts: [...serviceAccounts].sort() };
}

function unused(values: ReadonlySet<string>): string {
    let value = "other";
    while (values.has(value)) {
        value += "-";
    }
    return value;
}

function podsOf(
    { name: namespace, tenant }: WorldNamespace,
    choices: Choices,
    { meshed, openToTenants }: { meshed: boolean; openToTenants: readonly Grant[] },
): readonly Workload[] {
    const ordinary = tenant ? "tenant-service-account" : "default";
    const accounts = [...new Set([ordinary, ...choices.serviceAccounts])];
    return choices.labels
        .filter((chosen) => namespace !== DNS_NAMESPACE || !isDns(chosen))
        .flatMap((chosen) =>
            accounts.flatMap((serviceAccount, index) =>
                (meshed && tenant ? [true, false] : [meshed]).map((inMesh) => ({
                    namespace,
                    name: PODS,
                    variant: variantWords(
                        chosen,
                        index > 0 ? serviceAccount : undefined,
                        meshed && !inMesh,
                    ),
                    labels: chosen,
                    serviceAccount,
                    ports: [],
                    inMesh,
                    openToTenants,
                })),
            ),
        )
        .sort(
            (left, right) =>
                Number(left.variant !== undefined) - Number(right.variant !== undefined),
        );
}

function variantWords(
    labels: Readonly<Record<string, string>>,
    serviceAccount: string | undefined,
    left: boolean,
): string | undefined {
    const words = [
        ...Object.entries(labels).map(([key, value]) => `labelled ${key}=${value}`),
        ...(serviceAccount === undefined ? [] : [`running as ${serviceAccount}`]),
        ...(left ? [`out of the mesh`] : []),
    ];
    return words.length === 0 ? undefined : words.join(", ");
}

function isDns(labels: Readonly<Record<string, string>>): boolean {
    return Object.entries(DNS_LABELS).every(([key, value]) => labels[key] === value);
}

function dnsPods({ name, labels }: WorldNamespace): Workload {
    return {
        namespace: name,
        name: DNS,
        labels: DNS_LABELS,
        serviceAccount: "coredns",
        ports: [
            { name: "dns", port: 53, protocol: "UDP" },
            { name: "dns-tcp", port: 53, protocol: "TCP" },
            { name: "metrics", port: 9153, protocol: "TCP" },
        ],
        inMesh: labels[MESH_LABEL] === "ambient",
        openToTenants: [{ protocol: "UDP", port: 53 }, tcp(53)],
    };
}

function privateRanges({ network }: ClusterContext): readonly string[] {
    const [linkLocal] = rangesOf([LINK_LOCAL]);
    return network.privateRanges.filter((text) => {
        const range = parseRange(text);
        return range !== undefined && range.first !== linkLocal?.first;
    });
}

function outsideOf({ cluster, apiServer }: StackWorldArgs): readonly Outside[] {
    const inside = privateRanges(cluster);
    const imds = ["169.254.169.254/32", "fd00:ec2::254/128"];
    const closed = (name: string, ranges: readonly string[], except: readonly string[] = []) => ({
        name,
        ranges,
        except,
        openToTenants: [],
    });
    return [
        closed("instance metadata (IMDS)", imds),
        closed("the Pod Identity agent", ["169.254.170.23/32", "fd00:ec2::23/128"]),
        closed("the API server's private endpoint", apiServer ?? inside),
        closed("nodes and their kubelets", inside),
        closed("the kubelet's probes", ["169.254.7.127/32"]),
        closed("link-local addresses", [LINK_LOCAL], ["169.254.7.127/32"]),
        {
            name: INTERNET,
            ranges: ["0.0.0.0/0", "::/0"],
            except: [...inside, LINK_LOCAL, "fc00::/7", "fe80::/10"],
            openToTenants: [tcp(443)],
        },
    ];
}

function promisesOf({ network }: ClusterContext): readonly FlowPromise[] {
    const { systemNamespace, systemPorts, gatewayNamespace, monitoringNamespace } = network;
    const system = { namespace: systemNamespace, name: PODS };
    const dns = { namespace: DNS_NAMESPACE, name: DNS };
    const onTcp = (from: FlowPromise["from"], to: FlowPromise["to"], port: number) =>
        ({ from, to, protocol: "TCP", port }) as const;
    return [
        onTcp("tenant", "tenant", SAMPLE_PORT),
        { from: "tenant", to: dns, protocol: "UDP", port: 53 },
        onTcp("tenant", dns, 53),
        ...systemPorts.map((port) => onTcp("tenant", system, port)),
        onTcp("tenant", { outside: INTERNET }, 443),
        onTcp({ namespace: gatewayNamespace, name: PODS }, "tenant", SAMPLE_PORT),
        onTcp({ namespace: monitoringNamespace, name: PODS }, "tenant", SAMPLE_PORT),
        onTcp(system, "tenant", SAMPLE_PORT),
    ];
}
