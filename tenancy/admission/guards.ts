import type { AdmissionObject, ResourceRule } from "./admission-object.ts";
import type { AdmissionSettings, Identities } from "./settings.ts";

import { comesFrom, list } from "./cel.ts";
import { everythingOf, type Operation, resources, validatingPolicy } from "./policy.ts";

const CONTROLLER_MANAGER = "system:kube-controller-manager";

const controller = (name: string): string => `system:serviceaccount:kube-system:${name}`;

/** Those that empty a namespace which is deleted, and delete what has lost its owner. */
export const CLEANERS: readonly string[] = [
    CONTROLLER_MANAGER,
    controller("namespace-controller"),
    controller("generic-garbage-collector"),
];

const WRITE: Operation[] = ["CREATE", "UPDATE", "DELETE"];

interface Guard {
    readonly name: string;
    readonly resources: ResourceRule[];
    /** Whom Kubernetes needs to write these, besides the platform and the cleaners. */
    readonly writers: Partial<Identities>;
    readonly message: string;
    /** An expression: which of the objects are guarded; all when left out. */
    readonly of?: string;
}

/**
 * What nobody in a tenant's namespace writes, whatever RBAC lets them. Groups that a cluster does not have cost
 * nothing. Everything of a group is without its status, which the mesh and the cluster's controllers write.
 */
function guardsOf({ controllers }: AdmissionSettings): Guard[] {
    return [
        {
            name: "tenant-guards",
            resources: [
                written("", ["resourcequotas", "limitranges"]),
                written("networking.k8s.io", ["networkpolicies"]),
                written("rbac.authorization.k8s.io", ["roles", "rolebindings"]),
                everythingOf("security.istio.io", WRITE),
                everythingOf("networking.istio.io", WRITE),
                everythingOf("telemetry.istio.io", WRITE),
                everythingOf("extensions.istio.io", WRITE),
                everythingOf("gateway.networking.k8s.io", WRITE),
                // A store names the tenant whose secrets it reads.
                everythingOf("external-secrets.io", WRITE),
                everythingOf("generators.external-secrets.io", WRITE),
                // What the VPC CNI makes of network policies, and security groups of pods.
                everythingOf("networking.k8s.aws", WRITE),
                everythingOf("vpcresources.k8s.aws", WRITE),
            ],
            writers: { users: controllers },
            message:
                "only the platform writes what fences a tenant; change the tenant's stack file",
        },
        {
            name: "tenant-quota-status",
            resources: [resources("", ["resourcequotas/status"], ["UPDATE"])],
            // The API server counts what it admits, and the controller what is there.
            writers: {
                users: [
                    "system:apiserver",
                    CONTROLLER_MANAGER,
                    controller("resourcequota-controller"),
                ],
            },
            message: "only Kubernetes counts what a tenant uses",
        },
        {
            name: "tenant-service-accounts",
            resources: [written("", ["serviceaccounts"])],
            of: `(object == null ? oldObject : object).metadata.name in ${list(["default", "tenant-service-account"])}`,
            writers: { users: [CONTROLLER_MANAGER, controller("service-account-controller")] },
            message:
                "only the platform writes the accounts it made; use an account of another name",
        },
        {
            name: "tenant-endpoints",
            resources: [
                written("", ["endpoints", "services/status"]),
                written("discovery.k8s.io", ["endpointslices"]),
            ],
            writers: {
                users: [
                    CONTROLLER_MANAGER,
                    controller("endpoint-controller"),
                    controller("endpointslice-controller"),
                    controller("endpointslicemirroring-controller"),
                ],
            },
            message:
                "only Kubernetes writes where a service leads; give the service a selector of the tenant's pods",
        },
        {
            name: "tenant-scheduling",
            resources: [resources("", ["bindings", "pods/binding"], ["CREATE"])],
            writers: { users: ["system:kube-scheduler"] },
            message: "only the scheduler puts pods on nodes; leave the pod to it",
        },
        {
            name: "tenant-token-requests",
            resources: [resources("", ["serviceaccounts/token"], ["CREATE"])],
            writers: { groups: ["system:nodes"] },
            message: "only a node requests tokens, for the pods it runs",
        },
    ];
}

export function guards(settings: AdmissionSettings): AdmissionObject[] {
    const { platform } = settings;
    return guardsOf(settings).flatMap(({ name, resources, writers, message, of }) => {
        const entitled = comesFrom({
            users: [...platform.users, ...(writers.users ?? [])],
            groups: [...platform.groups, ...(writers.groups ?? [])],
        });
        const cleaning = `(request.operation != "CREATE" && request.userInfo.username in ${list(CLEANERS)})`;
        const unguarded = of === undefined ? [] : [`!(${of})`];
        return validatingPolicy({
            name,
            resources,
            rules: [
                {
                    expression: [...unguarded, entitled, cleaning].join(" || "),
                    offender: 'request.operation + " by " + request.userInfo.username',
                    message,
                    reason: "Forbidden",
                },
            ],
        });
    });
}

function written(apiGroup: string, names: string[]): ResourceRule {
    return resources(apiGroup, names, WRITE);
}
