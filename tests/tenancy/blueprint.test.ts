import assert from "node:assert/strict";

import type { KubernetesObject } from "../../tenancy/blueprint/index.ts";
import type { ClusterContext } from "../../tenancy/cluster-context.ts";
import type { Tenant } from "../../tenancy/tenant.ts";

import { effectiveQuota, tenantObjects } from "../../tenancy/blueprint/index.ts";
import { PLAN_NAMES, PLANS } from "../../tenancy/plans.ts";
import { ACME_CORP, CLUSTER, MESHED_CLUSTER, tenantOf } from "../support/tenants.ts";

function named<Kind extends KubernetesObject["kind"]>(
    kind: Kind,
    name: string,
    tenant: Tenant = ACME_CORP,
    cluster: ClusterContext = CLUSTER,
): Extract<KubernetesObject, { kind: Kind }> {
    const found = tenantObjects(tenant, cluster).find(
        (object) => object.kind === kind && object.metadata.name === name,
    );
    assert.ok(found, `${kind} ${name}`);
    return found as Extract<KubernetesObject, { kind: Kind }>;
}

describe("the blueprint of a tenant", () => {
    it("is these objects, the namespace first and the quota after what it counts", () => {
        assert.deepEqual(
            tenantObjects(ACME_CORP, CLUSTER).map(
                ({ kind, metadata }) => `${kind} ${metadata.name}`,
            ),
            [
                "Namespace tenant-acme-corp",
                "ServiceAccount tenant-service-account",
                "ServiceAccount default",
                "PersistentVolumeClaim tenant-data-storage",
                "LimitRange tenant-container-limits",
                "Role tenant-role",
                "RoleBinding tenant-role-binding",
                "NetworkPolicy default-deny",
                "NetworkPolicy tenant-isolation",
                "NetworkPolicy allow-dns",
                "NetworkPolicy allow-system-services",
                "ResourceQuota tenant-professional-quota",
                "Tenant acme-corp",
            ],
        );
    });

    it("is the same each time", () => {
        assert.deepEqual(tenantObjects(ACME_CORP, CLUSTER), tenantObjects(ACME_CORP, CLUSTER));
    });

    for (const plan of PLAN_NAMES) {
        it(`labels every object of ${plan}`, () => {
            for (const { kind, metadata } of tenantObjects(tenantOf(plan, "globex"), CLUSTER)) {
                assert.partialDeepStrictEqual(
                    metadata.labels,
                    {
                        "neurallog.io/tenant-id": "globex",
                        "neurallog.io/plan": plan,
                        "app.kubernetes.io/part-of": "neurallog",
                        "app.kubernetes.io/managed-by": "pulumi",
                    },
                    kind,
                );
            }
        });
    }

    it("puts everything but the namespace and the Tenant into the namespace", () => {
        for (const { kind, metadata } of tenantObjects(ACME_CORP, CLUSTER)) {
            const expected =
                kind === "Namespace" || kind === "Tenant" ? undefined : "tenant-acme-corp";
            assert.equal(metadata.namespace, expected, kind);
        }
    });
});

describe("a tenant's namespace", () => {
    it("enforces, audits and warns restricted pods at the cluster's version", () => {
        const { labels } = named("Namespace", "tenant-acme-corp").metadata;
        for (const mode of ["enforce", "audit", "warn"]) {
            assert.equal(labels[`pod-security.kubernetes.io/${mode}`], "restricted");
            assert.equal(labels[`pod-security.kubernetes.io/${mode}-version`], "v1.36");
        }
    });
});

describe("a tenant's quota", () => {
    for (const plan of PLAN_NAMES) {
        it(`is that of ${plan} when the tenant asks for nothing else`, () => {
            assert.deepEqual(effectiveQuota(tenantOf(plan)), PLANS[plan].quota);
        });
    }

    it("is tightened by the tenant's own resources", () => {
        assert.deepEqual(effectiveQuota(ACME_CORP), {
            ...PLANS.professional.quota,
            "requests.cpu": "4",
            "limits.cpu": "8",
            "requests.memory": "8Gi",
            "limits.memory": "16Gi",
            "requests.storage": "50Gi",
            pods: "25",
            services: "10",
        });
    });

    it("is never more than the plan's", () => {
        const greedy: Tenant = { ...tenantOf("starter"), resources: { pods: 1000 } };
        assert.equal(effectiveQuota(greedy).pods, "10");
    });
});

describe("a tenant's accounts", () => {
    it("have no token", () => {
        for (const name of ["tenant-service-account", "default"]) {
            assert.equal(named("ServiceAccount", name).automountServiceAccountToken, false);
        }
    });

    it("may read workloads, logs and events, and no secrets", () => {
        const read = ["get", "list", "watch"];
        assert.deepEqual(named("Role", "tenant-role").rules, [
            { apiGroups: [""], resources: ["pods", "services", "configmaps"], verbs: read },
            { apiGroups: ["apps"], resources: ["deployments", "replicasets"], verbs: read },
            { apiGroups: [""], resources: ["pods/log"], verbs: ["get", "list"] },
            { apiGroups: [""], resources: ["events"], verbs: read },
        ]);
    });

    it("are bound to the role in their own namespace", () => {
        const { subjects, roleRef } = named("RoleBinding", "tenant-role-binding");
        assert.deepEqual(subjects, [
            {
                kind: "ServiceAccount",
                name: "tenant-service-account",
                namespace: "tenant-acme-corp",
            },
        ]);
        assert.equal(roleRef.name, "tenant-role");
    });
});

describe("a tenant's network", () => {
    const namespace = (name: string) => ({
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });

    it("is closed both ways first", () => {
        assert.deepEqual(named("NetworkPolicy", "default-deny").spec, {
            podSelector: {},
            policyTypes: ["Ingress", "Egress"],
        });
    });

    it("lets in its own namespace, the system's, the gateway's and the monitoring's", () => {
        assert.deepEqual(named("NetworkPolicy", "tenant-isolation").spec?.ingress, [
            {
                from: [
                    namespace("tenant-acme-corp"),
                    namespace("neurallog-system"),
                    namespace("istio-ingress"),
                    namespace("monitoring"),
                ],
            },
        ]);
    });

    it("lets out to its own namespace, and to the internet by HTTPS only", () => {
        assert.deepEqual(named("NetworkPolicy", "tenant-isolation").spec?.egress, [
            { to: [namespace("tenant-acme-corp")] },
            {
                to: [
                    {
                        ipBlock: {
                            cidr: "0.0.0.0/0",
                            except: [
                                "10.0.0.0/8",
                                "100.64.0.0/10",
                                "169.254.0.0/16",
                                "172.16.0.0/12",
                                "192.168.0.0/16",
                            ],
                        },
                    },
                ],
                ports: [{ protocol: "TCP", port: 443 }],
            },
        ]);
    });

    it("asks only the cluster's DNS, over UDP and TCP", () => {
        assert.deepEqual(named("NetworkPolicy", "allow-dns").spec, {
            podSelector: {},
            policyTypes: ["Egress"],
            egress: [
                {
                    to: [
                        {
                            ...namespace("kube-system"),
                            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                        },
                    ],
                    ports: [
                        { protocol: "UDP", port: 53 },
                        { protocol: "TCP", port: 53 },
                    ],
                },
            ],
        });
    });

    it("reaches the system's services on their ports only", () => {
        assert.deepEqual(named("NetworkPolicy", "allow-system-services").spec?.egress, [
            {
                to: [namespace("neurallog-system")],
                ports: [
                    { protocol: "TCP", port: 8080 },
                    { protocol: "TCP", port: 5432 },
                    { protocol: "TCP", port: 6379 },
                ],
            },
        ]);
    });
});

describe("a tenant in a mesh", () => {
    const meshed = <Kind extends KubernetesObject["kind"]>(kind: Kind, name: string) =>
        named(kind, name, ACME_CORP, MESHED_CLUSTER);

    it("has its namespace in the ambient mesh", () => {
        const { labels } = meshed("Namespace", "tenant-acme-corp").metadata;
        assert.equal(labels["istio.io/dataplane-mode"], "ambient");
    });

    it("is in none where the cluster has no mesh", () => {
        const { labels } = named("Namespace", "tenant-acme-corp").metadata;
        assert.equal(labels["istio.io/dataplane-mode"], undefined);
        const kinds = tenantObjects(ACME_CORP, CLUSTER).map(({ kind }) => kind as string);
        assert.ok(!kinds.includes("AuthorizationPolicy") && !kinds.includes("PeerAuthentication"));
    });

    it("takes mutual TLS only", () => {
        assert.deepEqual(meshed("PeerAuthentication", "tenant-mutual-tls").spec, {
            mtls: { mode: "STRICT" },
        });
    });

    it("is called by itself, billing, the gateway and monitoring, by identity", () => {
        const { action, rules } = meshed("AuthorizationPolicy", "tenant-access-control").spec;
        assert.equal(action, "ALLOW");
        assert.deepEqual(
            rules.map(({ from }) => from[0]?.source),
            [
                { namespaces: ["tenant-acme-corp"] },
                { principals: ["cluster.local/ns/neurallog-system/sa/billing-service"] },
                { principals: ["cluster.local/ns/istio-ingress/sa/istio-ingress"] },
                { namespaces: ["monitoring"] },
            ],
        );
    });

    it("lets in the kubelet's probes, which the mesh sends from an address of its own", () => {
        const [rule] = meshed("NetworkPolicy", "tenant-isolation").spec?.ingress ?? [];
        assert.deepEqual(rule?.from?.at(-1), { ipBlock: { cidr: "169.254.7.127/32" } });
    });

    it("reaches the system's services through the mesh's tunnel too", () => {
        const [rule] = meshed("NetworkPolicy", "allow-system-services").spec?.egress ?? [];
        assert.deepEqual(
            rule?.ports?.map(({ port }) => port),
            [8080, 5432, 6379, 15008],
        );
    });
});

describe("a tenant's data volume", () => {
    const size = (tenant: Tenant) =>
        named("PersistentVolumeClaim", "tenant-data-storage", tenant).spec?.resources?.requests
            ?.storage;

    it("is as large as the plan offers", () => {
        assert.deepEqual(
            PLAN_NAMES.map((plan) => size(tenantOf(plan))),
            ["10Gi", "50Gi", "50Gi"],
        );
    });

    it("is no larger than the tenant's own storage", () => {
        assert.equal(
            size({ ...tenantOf("professional"), resources: { storage: { requests: "20Gi" } } }),
            "20Gi",
        );
    });

    it("is of the class the tenant chose, fast-ssd by default", () => {
        const chosen: Tenant = {
            ...tenantOf("enterprise"),
            resources: { storage: { requests: "50Gi", storageClass: "premium-nvme" } },
        };
        for (const [tenant, storageClass] of [
            [tenantOf("enterprise"), "fast-ssd"],
            [chosen, "premium-nvme"],
        ] as const) {
            assert.equal(
                named("PersistentVolumeClaim", "tenant-data-storage", tenant).spec
                    ?.storageClassName,
                storageClass,
            );
        }
    });
});

describe("a Tenant object", () => {
    it("says what the stack's configuration says", () => {
        assert.deepEqual(named("Tenant", "acme-corp").spec, {
            tenantId: "acme-corp",
            planId: "professional",
            state: "active",
            billingEmail: "billing@acme-corp.com",
            resources: ACME_CORP.resources,
            features: ACME_CORP.features,
            services: ACME_CORP.services,
        });
    });

    it("leaves out what the tenant does not set", () => {
        assert.deepEqual(
            Object.keys(named("Tenant", "globex", tenantOf("starter", "globex")).spec),
            ["tenantId", "planId", "state", "billingEmail"],
        );
    });
});
