import * as z from "zod";

import { dnsLabel } from "./dns-label.ts";
import { map, rule } from "./rule.ts";

const TRUST_DOMAIN = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

const TRUST_DOMAIN_RULE = rule(
    "a trust domain such as cluster.local: lower-case letters, digits, dots and dashes",
);

/** `neurallog:mesh`: an Istio mesh in ambient mode. Absent: no mesh, and no policies for one. */
export const MESH_SCHEMA = map(
    "The Istio mesh in ambient mode, which must run on the cluster. Absent: there is none.",
    {
        trustDomain: z
            .string(TRUST_DOMAIN_RULE)
            .regex(TRUST_DOMAIN, TRUST_DOMAIN_RULE)
            .default("cluster.local")
            .meta({
                description:
                    "The trust domain of this cluster's identities. cluster.local by default.",
            }),
        rootNamespace: dnsLabel().default("istio-system").meta({
            description: "The namespace of istiod. istio-system by default.",
        }),
        gatewayServiceAccount: dnsLabel().default("istio-ingress").meta({
            description:
                "The service account of the ingress gateway's pods, in the gateway's namespace. istio-ingress by default.",
        }),
        systemServiceAccounts: z
            .array(dnsLabel(), rule("a list of service accounts"))
            // A source without principals is a source of anybody.
            .min(1, rule("a list of at least one service account"))
            .default(["billing-service"])
            .meta({
                description:
                    "The service accounts of the system's namespace that may call tenants. billing-service by default.",
            }),
    },
);
