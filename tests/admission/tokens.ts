import type { Cluster, KubernetesObject } from "./cluster.ts";

import { podWith, somebody } from "./cluster.ts";
import { assertJudged, create } from "./judge.ts";

const NONE =
    "nothing of a tenant calls the API server; set automountServiceAccountToken to false and mount tokens for pods.eks.amazonaws.com only";

function secretOf(type: string): KubernetesObject {
    const annotations = { "kubernetes.io/service-account.name": "tenant-service-account" };
    return {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "credentials", annotations },
        type,
    };
}

export function tokens(cluster: Cluster): void {
    const mounting = (audience?: string) =>
        podWith({
            volumes: [
                {
                    name: "token",
                    projected: {
                        sources: [
                            { configMap: { name: "kube-root-ca.crt" } },
                            { serviceAccountToken: { path: "token", audience } },
                        ],
                    },
                },
            ],
        });

    describe("tokens for the API server", () => {
        it("are not mounted because a pod asks for it", () =>
            assertJudged(cluster, {
                control: create(podWith({ automountServiceAccountToken: false })),
                offending: create(podWith({ automountServiceAccountToken: true })),
                policy: "tenant-pod-tokens",
                words: `Pod <namespace>/web: ${NONE}`,
            }));

        it("are not mounted because a pod's account says so", () =>
            assertJudged(cluster, {
                control: create(
                    podWith({
                        automountServiceAccountToken: undefined,
                        serviceAccountName: "default",
                    }),
                ),
                offending: create(
                    podWith({
                        automountServiceAccountToken: undefined,
                        serviceAccountName: "with-token",
                    }),
                ),
                policy: "tenant-pod-tokens",
                words: `Pod <namespace>/web: ${NONE}`,
            }));

        for (const audience of [undefined, "https://kubernetes.default.svc"]) {
            it(`are not mounted as volumes: audience ${audience ?? "left out"}`, () =>
                assertJudged(cluster, {
                    control: create(mounting("pods.eks.amazonaws.com")),
                    offending: create(mounting(audience)),
                    policy: "tenant-pod-tokens",
                    words: `Pod <namespace>/web: ${NONE}`,
                }));
        }

        it("are not kept in secrets", () =>
            assertJudged(cluster, {
                control: create(secretOf("Opaque")),
                offending: create(secretOf("kubernetes.io/service-account-token")),
                policy: "tenant-token-secrets",
                words: "Secret <namespace>/credentials: a secret of this type becomes a token that never ends; give the secret another type",
            }));

        it("are requested by nodes only", () => {
            const request =
                (as?: ReturnType<typeof somebody>) => (at: Cluster, namespace: string) =>
                    at.api.call(
                        "POST",
                        `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`,
                        { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
                        as ?? somebody("jane"),
                    );
            return assertJudged(cluster, {
                control: request(somebody("system:node:node-1", "system:nodes")),
                offending: request(),
                policy: "tenant-token-requests",
                words: "TokenRequest <namespace>/default: CREATE by jane: only a node requests tokens, for the pods it runs",
            });
        });
    });
}
