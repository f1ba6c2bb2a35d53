import assert from "node:assert/strict";

import type { Identity } from "./api.ts";
import type { Cluster, KubernetesObject } from "./cluster.ts";

import { ADMINISTRATOR, JANE, PLATFORM, somebody, TENANT } from "./cluster.ts";
import { type Attempt, assertAdmitted, assertJudged, assertRefused } from "./judge.ts";
import { create, patch, remove } from "./judge.ts";

const FENCE = "only the platform writes what fences a tenant; change the tenant's stack file";
const ACCOUNT = "only the platform writes the accounts it made; use an account of another name";
const LEADS =
    "only Kubernetes writes where a service leads; give the service a selector of the tenant's pods";

const controller = (name: string) => somebody(`system:serviceaccount:kube-system:${name}`);

const named = (apiVersion: string, kind: string, rest: object): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { name: "own" },
    ...rest,
});

const OPEN = named("networking.k8s.io/v1", "NetworkPolicy", {
    spec: { podSelector: {}, ingress: [{}] },
});

const FENCES = [
    OPEN,
    named("v1", "ResourceQuota", { spec: { hard: { pods: "1000" } } }),
    named("v1", "LimitRange", { spec: { limits: [] } }),
    named("rbac.authorization.k8s.io/v1", "Role", { rules: [] }),
    named("rbac.authorization.k8s.io/v1", "RoleBinding", {
        subjects: [],
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
    }),
    named("security.istio.io/v1", "AuthorizationPolicy", { spec: {} }),
    named("external-secrets.io/v1", "SecretStore", { spec: {} }),
    named("networking.k8s.aws/v1alpha1", "PolicyEndpoint", { spec: {} }),
];

const ENDPOINTS = named("discovery.k8s.io/v1", "EndpointSlice", {
    metadata: { name: "own", labels: { "kubernetes.io/service-name": "resident" } },
    addressType: "IPv4",
    endpoints: [{ addresses: ["192.0.2.1"] }],
    ports: [],
});

export function guards(cluster: Cluster): void {
    describe("what fences a tenant", () => {
        for (const object of FENCES) {
            it(`is not for a tenant to add: ${object.kind}`, () =>
                assertJudged(cluster, {
                    control: create(object, PLATFORM),
                    offending: create(object, JANE),
                    policy: "tenant-guards",
                    words: `${object.kind} <namespace>/own: CREATE by jane: ${FENCE}`,
                }));
        }

        it("is not for a tenant to change", () => {
            const open = { spec: { policyTypes: ["Ingress"] } };
            return assertJudged(cluster, {
                control: patch("NetworkPolicy", "default-deny", open, { as: PLATFORM }),
                offending: patch("NetworkPolicy", "default-deny", open),
                policy: "tenant-guards",
                words: `NetworkPolicy <namespace>/default-deny: UPDATE by jane: ${FENCE}`,
            });
        });

        it("is not for a tenant to delete", () =>
            assertJudged(cluster, {
                control: remove("NetworkPolicy", "default-deny", PLATFORM),
                offending: remove("NetworkPolicy", "default-deny"),
                policy: "tenant-guards",
                words: `NetworkPolicy <namespace>/default-deny: DELETE by jane: ${FENCE}`,
            }));

        it("is not for a tenant to delete all at once", () =>
            assertJudged(cluster, {
                control: remove("LimitRange", undefined, PLATFORM),
                offending: remove("LimitRange", undefined),
                policy: "tenant-guards",
                words: `LimitRange <namespace>/tenant-container-limits: DELETE by jane: ${FENCE}`,
            }));

        it("is not for an administrator of the cluster, whose slip it would be", () =>
            assertJudged(cluster, {
                control: remove("RoleBinding", "tenant-role-binding", PLATFORM),
                offending: remove("RoleBinding", "tenant-role-binding", ADMINISTRATOR),
                policy: "tenant-guards",
                words: `RoleBinding <namespace>/tenant-role-binding: DELETE by root: ${FENCE}`,
            }));

        it("is written by a user of the platform as by its group", async () => {
            const restore = create(OPEN, somebody("restore-robot"));
            assertAdmitted(await restore(cluster, TENANT));
        });

        it("is counted by Kubernetes", () => {
            const count = (as: Identity) =>
                patch(
                    "ResourceQuota",
                    "counted",
                    { status: { used: { "count/leases.coordination.k8s.io": "1" } } },
                    { as, subresource: "/status" },
                );
            return assertJudged(cluster, {
                control: count(controller("resourcequota-controller")),
                offending: count(JANE),
                policy: "tenant-quota-status",
                words: "ResourceQuota <namespace>/counted: UPDATE by jane: only Kubernetes counts what a tenant uses",
            });
        });

        it("is not what belongs to the whole cluster", async () => {
            const node = named("vpcresources.k8s.aws/v1alpha1", "CNINode", { spec: {} });
            assertAdmitted(await cluster.create(node));
        });

        it("gets its finalizers from the cluster's network controller", () => {
            const hold = (as: Identity) =>
                patch(
                    "NetworkPolicy",
                    "default-deny",
                    { metadata: { finalizers: ["networking.k8s.aws/resources"] } },
                    { as },
                );
            return assertJudged(cluster, {
                control: hold(somebody("eks:network-policy-controller")),
                offending: hold(JANE),
                policy: "tenant-guards",
                words: `NetworkPolicy <namespace>/default-deny: UPDATE by jane: ${FENCE}`,
            });
        });

        for (const cleaner of ["namespace-controller", "generic-garbage-collector"]) {
            it(`is removed by the ${cleaner}, and not made by it`, () =>
                assertJudged(cluster, {
                    control: remove("NetworkPolicy", undefined, controller(cleaner)),
                    offending: create(OPEN, controller(cleaner)),
                    policy: "tenant-guards",
                    words: `NetworkPolicy <namespace>/own: CREATE by system:serviceaccount:kube-system:${cleaner}: ${FENCE}`,
                }));
        }
    });

    describe("service accounts", () => {
        const withToken = { automountServiceAccountToken: true };
        for (const name of ["default", "tenant-service-account"]) {
            it(`of the platform stay as they are: ${name}`, async () => {
                await assertJudged(cluster, {
                    control: patch("ServiceAccount", name, withToken, { as: PLATFORM }),
                    offending: patch("ServiceAccount", name, withToken),
                    policy: "tenant-service-accounts",
                    words: `ServiceAccount <namespace>/${name}: UPDATE by jane: ${ACCOUNT}`,
                });
                await assertJudged(cluster, {
                    control: remove("ServiceAccount", name, controller("namespace-controller")),
                    offending: remove("ServiceAccount", name),
                    policy: "tenant-service-accounts",
                    words: `ServiceAccount <namespace>/${name}: DELETE by jane: ${ACCOUNT}`,
                });
            });
        }

        it("of the platform are not deleted with all others", async () => {
            const { status, body } = await remove("ServiceAccount")(cluster, TENANT);
            assertRefused(
                { status, body },
                "tenant-service-accounts",
                `ServiceAccount ${TENANT}/default: DELETE by jane: ${ACCOUNT}`,
            );
        });

        it("that a namespace starts with are made by Kubernetes", async () => {
            const standard = {
                ...named("v1", "ServiceAccount", {}),
                metadata: { name: "default" },
            };
            const { body } = await create(standard, controller("service-account-controller"))(
                cluster,
                TENANT,
            );
            assert.equal(body.reason, "AlreadyExists", "admitted, and only then found to be there");
            assertRefused(
                await create(standard)(cluster, TENANT),
                "tenant-service-accounts",
                `ServiceAccount ${TENANT}/default: CREATE by jane: ${ACCOUNT}`,
            );
        });

        it("of the tenant are its own", async () => {
            const attempts: Attempt[] = [
                create(named("v1", "ServiceAccount", {})),
                patch("ServiceAccount", "with-token", { metadata: { labels: { a: "b" } } }),
                remove("ServiceAccount", "with-token"),
            ];
            for (const attempt of attempts) {
                assertAdmitted(await attempt(cluster, TENANT));
            }
        });
    });

    describe("where a service leads", () => {
        it("is written by Kubernetes", () =>
            assertJudged(cluster, {
                control: create(ENDPOINTS, controller("endpointslice-controller")),
                offending: create(ENDPOINTS),
                policy: "tenant-endpoints",
                words: `EndpointSlice <namespace>/own: CREATE by jane: ${LEADS}`,
            }));

        it("is not written into its status", () => {
            const lead = (as: Identity) =>
                patch(
                    "Service",
                    "resident",
                    { status: { conditions: [] }, metadata: { labels: { a: "b" } } },
                    { as, subresource: "/status" },
                );
            return assertJudged(cluster, {
                control: lead(PLATFORM),
                offending: lead(JANE),
                policy: "tenant-endpoints",
                words: `Service <namespace>/resident: UPDATE by jane: ${LEADS}`,
            });
        });
    });

    describe("pods", () => {
        it("are put on nodes by the scheduler", () => {
            const bind =
                (as: Identity): Attempt =>
                (at, namespace) =>
                    at.api.call(
                        "POST",
                        `/api/v1/namespaces/${namespace}/pods/resident/binding?dryRun=All`,
                        {
                            apiVersion: "v1",
                            kind: "Binding",
                            metadata: { name: "resident" },
                            target: { kind: "Node", name: "node-1" },
                        },
                        as,
                    );
            return assertJudged(cluster, {
                control: bind(somebody("system:kube-scheduler")),
                offending: bind(JANE),
                policy: "tenant-scheduling",
                words: "Binding <namespace>/resident: CREATE by jane: only the scheduler puts pods on nodes; leave the pod to it",
            });
        });
    });
}
