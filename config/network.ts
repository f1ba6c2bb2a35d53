import * as z from "zod";

import type { TenantNetwork } from "../tenancy/cluster-context.ts";
import { TENANT_NAMESPACE_PREFIX } from "../tenancy/tenant-id.ts";
import { dnsLabel, nearestDnsLabel } from "./dns-label.ts";
import { didYouMean, flag, map, rule, wholeNumber } from "./rule.ts";

/**
 * What is never "the internet": the private ranges of RFC 1918, carrier-grade NAT, and link-local, where clouds
 * keep the credentials of nodes. A stack adds ranges and cannot take any away.
 */
const PRIVATE_RANGES: readonly string[] = [
    "10.0.0.0/8",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
];

const OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

/** An IPv4 range of less than everything. */
const RANGE = new RegExp(`^(${OCTET}\\.){3}${OCTET}/([1-9]|[12][0-9]|3[0-2])$`);

const RANGE_RULE = rule(
    "an IPv4 range such as 192.0.2.0/24, written with its first address",
    (input) => didYouMean(typeof input === "string" ? fromFirstAddress(input) : undefined),
);

/** A namespace of the platform's own: a tenant's would let that tenant in wherever the platform is let in. */
function platformNamespace(): z.ZodString {
    const words = rule(
        `the name of a namespace that is no tenant's: a DNS label that does not start with "${TENANT_NAMESPACE_PREFIX}"`,
        (input) =>
            didYouMean(typeof input === "string" ? nearestPlatformNamespace(input) : undefined),
    );
    return dnsLabel()
        .refine((name) => !name.startsWith(TENANT_NAMESPACE_PREFIX), words)
        .meta({ not: { pattern: `^${TENANT_NAMESPACE_PREFIX}` } });
}

function nearestPlatformNamespace(name: string): string | undefined {
    return nearestDnsLabel(name.slice(TENANT_NAMESPACE_PREFIX.length), 63);
}

/** `neurallog:network`: every member has a default, and so does the whole. */
export const NETWORK_SCHEMA = map("Who may talk to tenants, and where tenants may go.", {
    systemNamespace: platformNamespace().default("neurallog-system").meta({
        description: "The namespace of NeuralLog's shared services. neurallog-system by default.",
    }),
    systemPorts: z
        .array(wholeNumber(1, 65535), rule("a list of ports"))
        // A NetworkPolicy with an empty list of ports allows every port.
        .min(1, rule("a list of at least one port"))
        .default([8080, 5432, 6379])
        .meta({
            description:
                "TCP ports of the shared services that tenants may call. 8080, 5432 and 6379 by default.",
        }),
    gatewayNamespace: platformNamespace().default("istio-ingress").meta({
        description:
            "The namespace of the ingress gateway, the one way in from outside the cluster. istio-ingress by default.",
    }),
    monitoringNamespace: platformNamespace().default("monitoring").meta({
        description: "The namespace that scrapes tenants' metrics. monitoring by default.",
    }),
    clusterNetworkPolicies: flag().default(false).meta({
        description:
            "Whether the network plugin knows ClusterNetworkPolicy (networking.k8s.aws); then one keeps tenants from their nodes' credentials whatever other policies say. false by default.",
    }),
    additionalPrivateRanges: z
        .array(
            z
                .string(RANGE_RULE)
                .regex(RANGE, RANGE_RULE)
                .refine(
                    (range) => !RANGE.test(range) || fromFirstAddress(range) === range,
                    RANGE_RULE,
                ),
            rule("a list of IPv4 ranges"),
        )
        .default([])
        .meta({
            description: `IPv4 ranges that tenants cannot reach, on top of ${PRIVATE_RANGES.join(", ")}. None by default.`,
        }),
});

/** What the cluster's network is to tenants. */
export function tenantNetwork(network: z.output<typeof NETWORK_SCHEMA>): TenantNetwork {
    const { additionalPrivateRanges, ...rest } = network;
    return {
        ...rest,
        privateRanges: [...new Set([...PRIVATE_RANGES, ...additionalPrivateRanges])],
    };
}

/** The range that `text` lies in, written with its first address; `undefined` when `text` is none. */
function fromFirstAddress(text: string): string | undefined {
    const range = text.includes("/") ? text.trim() : `${text.trim()}/32`;
    if (!RANGE.test(range)) {
        return undefined;
    }
    const [address = "", prefix = ""] = range.split("/");
    const size = 2 ** (32 - Number(prefix));
    const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    const first = number - (number % size);
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
    return `${octets.join(".")}/${prefix}`;
}
