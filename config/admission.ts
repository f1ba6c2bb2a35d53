import * as z from "zod";

import type { AdmissionSettings } from "../tenancy/admission/index.ts";
import type { ServiceMesh } from "../tenancy/cluster-context.ts";
import { TENANT_POOL } from "../tenancy/admission/index.ts";
import { dnsLabel } from "./dns-label.ts";
import { flag, map, rule } from "./rule.ts";

const IDENTITY = /^[^\s,]+$/;
const IDENTITY_RULE = rule(
    "the name of a user or group as the API server knows it, such as neurallog:platform",
);

/** Groups that everybody or every pod is in: as the platform they would be a guard against nobody. */
const EVERYBODY = /^system:(authenticated|unauthenticated|nodes|serviceaccounts(:.*)?)$/;
const SOMEBODY_IN_PARTICULAR = rule(
    "a group that not everybody is in: system:authenticated and its like guard against nobody",
);

/** Audiences of the API server itself: such a token is what no pod of a tenant may have. */
const API_SERVER = /kubernetes\.default/;
const OTHER_AUDIENCE = rule("an audience other than the API server's own");

const REGISTRY = /^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(\/[a-z0-9][a-z0-9._-]*)*\/?$/;
const REGISTRY_RULE = rule("a registry and a path, such as ghcr.io/neurallog/");

const identity = z.string(IDENTITY_RULE).regex(IDENTITY, IDENTITY_RULE);

const identities = (description: string, each: z.ZodString = identity) =>
    z.array(each, rule("a list of names")).default([]).meta({ description });

const SOMEBODY = rule("at least one user or group");

/** `neurallog:admission`: what the API server itself refuses in tenants' namespaces. Absent: it refuses nothing more. */
export const ADMISSION_SCHEMA = map(
    "What the API server refuses in tenants' namespaces. Absent: no admission policies.",
    {
        platform: map(
            "Who writes what fences tenants, at least one user or group: the identity this program runs with, and whoever restores backups. Nobody else can, administrators included.",
            {
                users: identities("Users. None by default."),
                groups: identities(
                    "Groups, on EKS those of an access entry, such as neurallog:platform. None by default.",
                    identity.refine((group) => !EVERYBODY.test(group), SOMEBODY_IN_PARTICULAR),
                ),
            },
        ).refine(({ users, groups }) => users.length + groups.length > 0, SOMEBODY),
        registries: z
            .array(
                z.string(REGISTRY_RULE).regex(REGISTRY, REGISTRY_RULE),
                rule("a list of registries"),
            )
            .min(1, rule("a list of at least one registry"))
            .meta({
                description:
                    "Where tenants' images may come from, such as ghcr.io/neurallog/. Docker Hub's own are docker.io/library/.",
            }),
        controllers: identities(
            "Users that are the cluster's own controllers and write policies' finalizers, on EKS eks:network-policy-controller. None by default.",
        ),
        operators: identities("Users that report the status of Tenant objects. None by default."),
        tenantPool: flag()
            .default(true)
            .meta({
                description: `Whether tenants have nodes of their own, labelled ${TENANT_POOL.label.key}=${TENANT_POOL.label.value} and tainted ${TENANT_POOL.taint.key}. true by default.`,
            }),
        priorityClasses: z.array(dnsLabel(), rule("a list of priority classes")).default([]).meta({
            description:
                "Priority classes tenants' pods may have besides none; the cluster's default class must be here. None by default.",
        }),
        tokenAudiences: identities(
            "Audiences of tokens that pods may mount, such as pods.eks.amazonaws.com. None by default.",
            identity.refine((audience) => !API_SERVER.test(audience), OTHER_AUDIENCE),
        ),
        meshAgents: z.array(identity, rule("a list of names")).optional().meta({
            description:
                "Users that note on a pod that the mesh has captured it. The Istio CNI agent of the mesh's root namespace by default.",
        }),
    },
);

/** The settings of the admission policies on a cluster with or without a mesh. */
export function admissionSettings(
    admission: z.output<typeof ADMISSION_SCHEMA>,
    mesh: ServiceMesh | undefined,
): AdmissionSettings {
    const { tenantPool, meshAgents, ...rest } = admission;
    return {
        ...rest,
        ...(tenantPool && { pool: TENANT_POOL }),
        ...(mesh && {
            mesh: {
                agents: meshAgents ?? [`system:serviceaccount:${mesh.rootNamespace}:istio-cni`],
            },
        }),
    };
}
