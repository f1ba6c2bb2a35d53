import * as z from "zod";

import { dnsLabel } from "./dns-label.ts";
import { choice, didYouMean, map, nearest, oneOf, rule, words } from "./rule.ts";

/** The Kubernetes versions this program supports, oldest first. Pod Security is pinned to the stack's. */
export const KUBERNETES_VERSIONS = ["1.34", "1.35", "1.36"] as const;

export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

/** The cluster of a stack: where it comes from decides what else must be said about it. */
export type ClusterConfig = ExistingCluster;

/** A cluster somebody else made, reached through a kubeconfig. */
export interface ExistingCluster {
    readonly provider: "existing";
    /** A DNS label and the identity of the cluster for ever: a new name replaces everything on it. */
    readonly name: string;
    /** The path of a kubeconfig. Absent: `KUBECONFIG`, else `~/.kube/config`. */
    readonly kubeconfig?: string | undefined;
    /** The context of the kubeconfig. It has no default: which cluster is a decision. */
    readonly context: string;
    /** `major.minor`; the newest supported version by default. */
    readonly kubernetesVersion: KubernetesVersion;
}

const PROVIDERS = ["existing"] as const;

const LINE = /^[^\r\n]+$/;

const PATH_RULE = rule("the path of a file");
const CONTEXT_RULE = rule("the name of a context of the kubeconfig");

const existing = map("A cluster that exists, reached through a kubeconfig.", {
    provider: z.literal(PROVIDERS).meta({
        description:
            "Where the cluster comes from. existing: somebody made it, a kubeconfig leads to it.",
    }),
    name: dnsLabel().meta({
        description:
            "The name of the cluster, a DNS label. It identifies the cluster for ever: another name replaces everything on it.",
    }),
    kubeconfig: z
        .string(PATH_RULE)
        .regex(LINE, PATH_RULE)
        .meta({
            description: "The path of a kubeconfig. Absent: KUBECONFIG, else ~/.kube/config.",
        })
        .optional(),
    context: z.string(CONTEXT_RULE).regex(LINE, CONTEXT_RULE).meta({
        description:
            "The context of the kubeconfig. It has no default: which cluster is a decision.",
    }),
    kubernetesVersion: choice(KUBERNETES_VERSIONS).default("1.36").meta({
        description:
            'The Kubernetes version of the cluster, in quotes: "1.36", which is the default. Pod Security is pinned to it.',
    }),
});

/** `neurallog:cluster`. */
export const CLUSTER_SCHEMA = z
    .discriminatedUnion("provider", [existing], { error: clusterWords })
    .meta({ description: "The cluster of the stack." }) satisfies z.ZodType<ClusterConfig>;

function clusterWords(issue: { readonly code: string; readonly input?: unknown }): string {
    if (issue.code === "invalid_type") {
        return words("a map with a provider", "write provider, name and context below it");
    }
    const { provider } = issue.input as { readonly provider?: unknown };
    const meant = typeof provider === "string" ? nearest(provider, PROVIDERS) : undefined;
    return words(oneOf(PROVIDERS), didYouMean(meant));
}
