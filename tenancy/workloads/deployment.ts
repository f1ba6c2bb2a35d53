import type {
    Container,
    EnvVar,
    PodSpec,
    Probe,
    TopologySpreadConstraint,
} from "kubernetes-types/core/v1.js";

import type { KubernetesObject } from "../blueprint/kubernetes-object.ts";
import type { Tenant, TenantFeatures } from "../tenant.ts";
import type { RunningService, WorkloadSettings } from "./settings.ts";

import { SERVICE_ACCOUNT } from "../blueprint/access.ts";
import { serviceMetadata, selectorOf } from "./metadata.ts";
import { MIN_READY_SECONDS, ROLLOUT } from "./rollout.ts";
import { TENANT_SECRETS } from "./secrets.ts";
import { OBJECT_NAMES, servicesOf } from "./settings.ts";
import { SCRATCH_SIZE, sizeOf } from "./sizes.ts";

/**
 * The pods of a service. How many is for the autoscaler to say, so `replicas` is absent: two writers of one number
 * would take turns. A suspended tenant has none, and at none an autoscaler does nothing.
 *
 * Toleration and node selector of the tenants' nodes are given to pods by the cluster, when it admits them.
 */
export function deployment(
    tenant: Tenant,
    service: RunningService,
    settings: WorkloadSettings,
    suspended: boolean,
): KubernetesObject {
    const metadata = serviceMetadata(tenant, service.name);
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
            ...(suspended && { replicas: 0 }),
            selector: { matchLabels: selectorOf(service.name) },
            strategy: {
                type: "RollingUpdate",
                rollingUpdate: {
                    maxSurge: ROLLOUT.maxSurge,
                    maxUnavailable: ROLLOUT.maxUnavailable,
                },
            },
            minReadySeconds: MIN_READY_SECONDS,
            progressDeadlineSeconds: 600,
            revisionHistoryLimit: ROLLOUT.revisionHistoryLimit,
            template: {
                metadata: { labels: { ...metadata.labels } },
                spec: pod(tenant, service, settings),
            },
        },
    };
}

function pod(tenant: Tenant, service: RunningService, settings: WorkloadSettings): PodSpec {
    return {
        serviceAccountName: SERVICE_ACCOUNT,
        automountServiceAccountToken: false,
        // Else the addresses of every Service of the namespace would be variables of the process.
        enableServiceLinks: false,
        terminationGracePeriodSeconds: ROLLOUT.terminationGraceSeconds,
        // A number: of a user's name the node cannot tell that it is not root.
        securityContext: {
            runAsNonRoot: true,
            runAsUser: NOBODY,
            runAsGroup: NOBODY,
            fsGroup: NOBODY,
            seccompProfile: { type: "RuntimeDefault" },
        },
        topologySpreadConstraints: spread(service),
        containers: [container(tenant, service, settings)],
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: SCRATCH_SIZE } }],
    };
}

/** The `nonroot` of distroless images. */
const NOBODY = 65532;

function container(tenant: Tenant, service: RunningService, settings: WorkloadSettings): Container {
    const { requests, limits } = sizeOf(tenant, service.name);
    const answers = (path: string): Probe => ({ httpGet: { path, port: "http" } });
    return {
        name: OBJECT_NAMES[service.name],
        image: service.image,
        imagePullPolicy: "IfNotPresent",
        ports: [
            { name: "http", containerPort: service.port, protocol: "TCP" },
            { name: "http-metrics", containerPort: service.metricsPort, protocol: "TCP" },
        ],
        env: environment(tenant, service, settings),
        ...(settings.secrets !== undefined && {
            envFrom: [{ secretRef: { name: TENANT_SECRETS } }],
        }),
        resources: { requests: { ...requests }, limits: { ...limits } },
        securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
        },
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
        // Two minutes to start; only then does a container that does not answer count as dead.
        startupProbe: { ...answers(service.livenessPath), periodSeconds: 5, failureThreshold: 24 },
        livenessProbe: {
            ...answers(service.livenessPath),
            periodSeconds: 10,
            timeoutSeconds: 5,
            failureThreshold: 3,
        },
        readinessProbe: {
            ...answers(service.readinessPath),
            periodSeconds: 5,
            timeoutSeconds: 3,
            failureThreshold: 3,
        },
        lifecycle: { preStop: { sleep: { seconds: ROLLOUT.pauseBeforeSignalSeconds } } },
    };
}

/**
 * One replica a node, as far as there are nodes: two on one node are one failure. Across zones only where it can be
 * had, since a zone that is full or gone must not keep a replica from running. Each revision is spread by itself, or
 * the old one's pods would push the new one's together.
 */
function spread({ name }: RunningService): TopologySpreadConstraint[] {
    const common = {
        maxSkew: 1,
        labelSelector: { matchLabels: selectorOf(name) },
        matchLabelKeys: ["pod-template-hash"],
        nodeTaintsPolicy: "Honor",
    };
    return [
        {
            ...common,
            topologyKey: "topology.kubernetes.io/zone",
            whenUnsatisfiable: "ScheduleAnyway",
        },
        { ...common, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "DoNotSchedule" },
    ];
}

const FEATURES: Readonly<Record<keyof TenantFeatures, string>> = {
    aiEnabled: "FEATURE_AI_ENABLED",
    customMetrics: "FEATURE_CUSTOM_METRICS",
    realTimeAnalytics: "FEATURE_REAL_TIME_ANALYTICS",
};

/** Written out rather than in a ConfigMap: a changed value is a new revision, rolled out like every other. */
function environment(
    tenant: Tenant,
    service: RunningService,
    settings: WorkloadSettings,
): EnvVar[] {
    const authService = servicesOf(tenant, settings).find(({ name }) => name === "authService");
    return [
        { name: "TENANT_ID", value: tenant.id },
        { name: "PORT", value: String(service.port) },
        { name: "METRICS_PORT", value: String(service.metricsPort) },
        ...(service.name === "logServer" && authService !== undefined
            ? [
                  {
                      name: "AUTH_SERVICE_URL",
                      value: `http://${OBJECT_NAMES.authService}:${authService.port}`,
                  },
              ]
            : []),
        ...Object.entries(FEATURES).map(([feature, name]) => ({
            name,
            value: String(tenant.features?.[feature as keyof TenantFeatures] ?? false),
        })),
    ];
}
