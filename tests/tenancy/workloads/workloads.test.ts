import assert from "node:assert/strict";

import type { KubernetesObject } from "../../../tenancy/blueprint/index.ts";
import type { ClusterContext } from "../../../tenancy/cluster-context.ts";
import type { Tenant } from "../../../tenancy/tenant.ts";

import { tenantObjects } from "../../../tenancy/blueprint/index.ts";
import { PLAN_NAMES } from "../../../tenancy/plans.ts";
import { workloads } from "../../../tenancy/workloads/index.ts";
import { ACME_CORP, CLUSTER, SERVICES, SERVING_CLUSTER, tenantOf } from "../../support/tenants.ts";

const SECRETS = {
    region: "eu-west-1",
    role: "arn:aws:iam::123456789012:role/neurallog-secrets",
    prefix: "neurallog/tenants/",
};

const names = (objects: readonly KubernetesObject[]) =>
    objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

function find<Kind extends KubernetesObject["kind"]>(
    objects: readonly KubernetesObject[],
    kind: Kind,
    name: string,
): Extract<KubernetesObject, { kind: Kind }> {
    const found = objects.find((each) => each.kind === kind && each.metadata.name === name);
    assert.ok(found, `${kind} ${name}`);
    return found as Extract<KubernetesObject, { kind: Kind }>;
}

function podOf(
    name: string,
    tenant: Tenant = ACME_CORP,
    cluster: ClusterContext = SERVING_CLUSTER,
) {
    const { spec } = find(workloads(tenant, cluster), "Deployment", name);
    const { spec: pod, metadata } = spec?.template ?? {};
    assert.ok(pod);
    const [container, ...others] = pod.containers;
    assert.ok(container !== undefined && others.length === 0);
    return { pod, container, labels: metadata?.labels };
}

const environmentOf = (...args: Parameters<typeof podOf>) =>
    Object.fromEntries(
        (podOf(...args).container.env ?? []).map(({ name, value }) => [name, value]),
    );

describe("the workloads of a tenant", () => {
    it("are none on a cluster that runs no services", () => {
        assert.deepEqual(workloads(ACME_CORP, CLUSTER), []);
    });

    it("are none for a tenant that enables none", () => {
        const { logServer } = ACME_CORP.services ?? {};
        assert.ok(logServer);
        const disabled = {
            ...ACME_CORP,
            services: { logServer: { ...logServer, enabled: false } },
        };
        for (const tenant of [tenantOf("starter"), disabled]) {
            const cluster = { ...CLUSTER, services: { ...SERVICES, secrets: SECRETS } };
            assert.deepEqual(workloads(tenant, cluster), []);
        }
    });

    it("are these for each service that is enabled", () => {
        assert.deepEqual(names(workloads(ACME_CORP, SERVING_CLUSTER)), [
            "Deployment log-server",
            "Service log-server",
            "HorizontalPodAutoscaler log-server",
            "PodDisruptionBudget log-server",
            "Deployment auth-service",
            "Service auth-service",
            "HorizontalPodAutoscaler auth-service",
            "PodDisruptionBudget auth-service",
        ]);
    });

    it("leave out a service that the cluster has no image of", () => {
        const services = { logServer: SERVICES.logServer };
        const kinds = names(workloads(ACME_CORP, { ...CLUSTER, services }));
        assert.ok(kinds.includes("Deployment log-server"));
        assert.ok(!kinds.includes("Deployment auth-service"));
    });

    it("come after everything that fences them, and before the quota that counts them", () => {
        const objects = names(tenantObjects(ACME_CORP, SERVING_CLUSTER));
        const first = objects.indexOf("Deployment log-server");
        for (const fence of [
            "LimitRange tenant-container-limits",
            "NetworkPolicy default-deny",
            "RoleBinding tenant-role-binding",
        ]) {
            assert.ok(objects.indexOf(fence) < first, fence);
        }
        assert.deepEqual(objects.slice(-2), [
            "ResourceQuota tenant-professional-quota",
            "Tenant acme-corp",
        ]);
    });

    it("have no pods and nothing that brings them back while the tenant is suspended", () => {
        const suspended = workloads(ACME_CORP, SERVING_CLUSTER, { suspended: true });
        assert.deepEqual(names(suspended), [
            "Deployment log-server",
            "Service log-server",
            "Deployment auth-service",
            "Service auth-service",
        ]);
        for (const name of ["log-server", "auth-service"]) {
            assert.equal(find(suspended, "Deployment", name).spec?.replicas, 0);
        }
    });
});

describe("a service's pods", () => {
    it("say whose they are, so that kubectl logs -l finds them", () => {
        assert.deepEqual(podOf("log-server").labels, {
            "neurallog.io/tenant-id": "acme-corp",
            "neurallog.io/plan": "professional",
            "app.kubernetes.io/part-of": "neurallog",
            "app.kubernetes.io/managed-by": "pulumi",
            "app.kubernetes.io/name": "log-server",
        });
    });

    it("are selected by what never changes", () => {
        const objects = workloads(ACME_CORP, SERVING_CLUSTER);
        const selector = { "app.kubernetes.io/name": "log-server" };
        assert.deepEqual(find(objects, "Deployment", "log-server").spec?.selector, {
            matchLabels: selector,
        });
        assert.deepEqual(find(objects, "Service", "log-server").spec?.selector, selector);
        assert.deepEqual(find(objects, "PodDisruptionBudget", "log-server").spec?.selector, {
            matchLabels: selector,
        });
    });

    it("are restricted in every respect", () => {
        const { pod, container } = podOf("log-server");
        assert.deepEqual(pod.securityContext, {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            fsGroup: 65532,
            seccompProfile: { type: "RuntimeDefault" },
        });
        assert.deepEqual(container.securityContext, {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
        });
    });

    it("run as the tenant's account, without a token", () => {
        assert.partialDeepStrictEqual(podOf("auth-service").pod, {
            serviceAccountName: "tenant-service-account",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
        });
    });

    it("can write to a scratch of known size, within their ephemeral storage, and to nothing else", () => {
        const { pod, container } = podOf("log-server");
        assert.deepEqual(pod.volumes, [{ name: "tmp", emptyDir: { sizeLimit: "256Mi" } }]);
        assert.deepEqual(container.volumeMounts, [{ name: "tmp", mountPath: "/tmp" }]);
        assert.equal(container.resources?.limits?.["ephemeral-storage"], "512Mi");
    });

    it("leave the choice of nodes and tolerations to the cluster", () => {
        const { pod } = podOf("log-server");
        assert.deepEqual(
            [pod.nodeSelector, pod.tolerations, pod.affinity, pod.priorityClassName],
            [undefined, undefined, undefined, undefined],
        );
    });

    it("are spread over nodes always and over zones where that can be had", () => {
        assert.deepEqual(
            podOf("log-server").pod.topologySpreadConstraints?.map(
                ({ topologyKey, whenUnsatisfiable }) => [topologyKey, whenUnsatisfiable],
            ),
            [
                ["topology.kubernetes.io/zone", "ScheduleAnyway"],
                ["kubernetes.io/hostname", "DoNotSchedule"],
            ],
        );
    });

    it("run the stack's image, on the stack's ports, probed on the stack's paths", () => {
        const { container } = podOf("auth-service");
        assert.equal(container.image, SERVICES.authService?.image);
        assert.deepEqual(
            container.ports?.map(({ name, containerPort }) => [name, containerPort]),
            [
                ["http", 8081],
                ["http-metrics", 9091],
            ],
        );
        const { startupProbe, livenessProbe, readinessProbe } = container;
        assert.deepEqual(
            [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet),
            ["/alive", "/alive", "/ready"].map((path) => ({ path, port: "http" })),
        );
    });

    it("take the tenant's CPU, and memory and disk of their plan", () => {
        assert.deepEqual(podOf("log-server").container.resources, {
            requests: { cpu: "500m", memory: "1Gi", "ephemeral-storage": "128Mi" },
            limits: { cpu: "1", memory: "2Gi", "ephemeral-storage": "512Mi" },
        });
        const services = { authService: { enabled: true, replicas: 1 } };
        const { container } = podOf("auth-service", { ...tenantOf("starter"), services });
        assert.deepEqual(container.resources, {
            requests: { cpu: "50m", memory: "128Mi", "ephemeral-storage": "128Mi" },
            limits: { cpu: "250m", memory: "256Mi", "ephemeral-storage": "512Mi" },
        });
    });

    it("know whose they are, where to listen, where the other is and which features are on", () => {
        assert.deepEqual(environmentOf("log-server"), {
            TENANT_ID: "acme-corp",
            PORT: "8080",
            METRICS_PORT: "9090",
            AUTH_SERVICE_URL: "http://auth-service:8081",
            FEATURE_AI_ENABLED: "true",
            FEATURE_CUSTOM_METRICS: "true",
            FEATURE_REAL_TIME_ANALYTICS: "true",
        });
    });

    it("have every feature off that the tenant does not name, and no address of what does not run", () => {
        const tenant: Tenant = {
            ...tenantOf("starter", "globex"),
            features: { customMetrics: true },
            services: { logServer: { enabled: true, replicas: 1 } },
        };
        assert.deepEqual(environmentOf("log-server", tenant), {
            TENANT_ID: "globex",
            PORT: "8080",
            METRICS_PORT: "9090",
            FEATURE_AI_ENABLED: "false",
            FEATURE_CUSTOM_METRICS: "true",
            FEATURE_REAL_TIME_ANALYTICS: "false",
        });
    });
});

describe("a rollout of a service", () => {
    it("takes no pod away before another is ready", () => {
        const { strategy } = find(workloads(ACME_CORP, SERVING_CLUSTER), "Deployment", "log-server")
            .spec ?? { strategy: undefined };
        assert.deepEqual(strategy?.rollingUpdate, { maxSurge: 1, maxUnavailable: 0 });
    });

    it("lets one old pod end before the next begins to: the quota counts both", () => {
        const { minReadySeconds, template } =
            find(workloads(ACME_CORP, SERVING_CLUSTER), "Deployment", "log-server").spec ?? {};
        assert.ok(
            (minReadySeconds ?? 0) >= (template?.spec?.terminationGracePeriodSeconds ?? Infinity),
        );
    });

    it("pauses before the signal for less than the time the pod has to end", () => {
        const { pod, container } = podOf("log-server");
        const pause = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
        assert.ok(pause > 0 && pause < (pod.terminationGracePeriodSeconds ?? 0));
    });
});

describe("the address of a service", () => {
    it("is inside the cluster and has the ports of its pods", () => {
        const { spec } = find(workloads(ACME_CORP, SERVING_CLUSTER), "Service", "auth-service");
        assert.equal(spec?.type, "ClusterIP");
        assert.deepEqual(
            spec.ports?.map(({ name, port, targetPort }) => [name, port, targetPort]),
            [
                ["http", 8081, "http"],
                ["http-metrics", 9091, "http-metrics"],
            ],
        );
    });
});

describe("the number of replicas of a service", () => {
    it("is the autoscaler's alone", () => {
        const objects = workloads(ACME_CORP, SERVING_CLUSTER);
        for (const [name, least, most] of [
            ["log-server", 2, 4],
            ["auth-service", 1, 2],
        ] as const) {
            assert.ok(!("replicas" in (find(objects, "Deployment", name).spec ?? {})));
            assert.partialDeepStrictEqual(find(objects, "HorizontalPodAutoscaler", name).spec, {
                scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
                minReplicas: least,
                maxReplicas: most,
            });
        }
    });

    const tight = {
        ...tenantOf("starter"),
        resources: { pods: 3 },
        services: { logServer: { enabled: true, replicas: 1 } },
    };

    it("has an autoscaler without room too: it never changes hands", () => {
        const objects = workloads(tight, SERVING_CLUSTER);
        assert.partialDeepStrictEqual(find(objects, "HorizontalPodAutoscaler", "log-server").spec, {
            minReplicas: 1,
            maxReplicas: 1,
        });
    });

    it("has a disruption budget as soon as there can be two", () => {
        assert.ok(
            !names(workloads(tight, SERVING_CLUSTER)).includes("PodDisruptionBudget log-server"),
        );
        const objects = workloads({ ...tight, resources: { pods: 4 } }, SERVING_CLUSTER);
        assert.partialDeepStrictEqual(find(objects, "PodDisruptionBudget", "log-server").spec, {
            maxUnavailable: 1,
            unhealthyPodEvictionPolicy: "AlwaysAllow",
        });
    });
});

describe("the secrets of a tenant's services", () => {
    const cluster = { ...CLUSTER, services: { ...SERVICES, secrets: SECRETS } };
    const objects = workloads(ACME_CORP, cluster);

    it("come from its own store, read in its own name", () => {
        const { spec, metadata } = find(objects, "SecretStore", "tenant-secrets");
        assert.equal(metadata.namespace, "tenant-acme-corp");
        assert.deepEqual(spec.provider.aws, {
            service: "SecretsManager",
            region: "eu-west-1",
            role: "arn:aws:iam::123456789012:role/neurallog-secrets",
            sessionTags: [{ key: "neurallog-tenant", value: "acme-corp" }],
        });
    });

    it("are one secret, under a name that no other tenant's begins with", () => {
        const { spec } = find(objects, "ExternalSecret", "tenant-secrets");
        assert.deepEqual(spec.dataFrom, [
            { extract: { key: "neurallog/tenants/acme-corp/services" } },
        ]);
        assert.equal(spec.target.name, "tenant-secrets");
        assert.deepEqual(spec.secretStoreRef, { kind: "SecretStore", name: "tenant-secrets" });
    });

    it("are variables of both services, which do not start without them", () => {
        for (const name of ["log-server", "auth-service"]) {
            assert.deepEqual(podOf(name, ACME_CORP, cluster).container.envFrom, [
                { secretRef: { name: "tenant-secrets" } },
            ]);
        }
    });

    it("are none on a cluster that names no store", () => {
        const kinds = workloads(ACME_CORP, SERVING_CLUSTER).map(({ kind }) => kind);
        assert.ok(!kinds.includes("SecretStore") && !kinds.includes("ExternalSecret"));
        assert.equal(podOf("log-server").container.envFrom, undefined);
    });
});

describe("the workloads of every plan", () => {
    for (const plan of PLAN_NAMES) {
        it(`of ${plan} carry the tenant's labels on every object`, () => {
            const services = {
                logServer: { enabled: true, replicas: 1 },
                authService: { enabled: true, replicas: 1 },
            };
            const objects = workloads({ ...tenantOf(plan, "globex"), services }, SERVING_CLUSTER);
            assert.equal(objects.length, 8);
            for (const { kind, metadata } of objects) {
                assert.equal(metadata.namespace, "tenant-globex", kind);
                assert.partialDeepStrictEqual(
                    metadata.labels,
                    { "neurallog.io/tenant-id": "globex", "neurallog.io/plan": plan },
                    kind,
                );
            }
        });
    }
});
