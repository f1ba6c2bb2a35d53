import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Tenant } from "../../tenancy/tenant.ts";
import type { ControlPlane } from "../../tools/control-plane/control-plane.ts";

import { admissionObjects } from "../../tenancy/admission/index.ts";
import { tenantObjects } from "../../tenancy/blueprint/index.ts";
import { TENANT_ID_LABEL } from "../../tenancy/labels.ts";
import { TENANT_DEFINITION } from "../../tenancy/tenant-definition.ts";
import { startControlPlane } from "../../tools/control-plane/control-plane.ts";
import { silent } from "../../tools/terminal.ts";
import { CLUSTER, tenantOf } from "../support/tenants.ts";
import { type Answer, Api, type Identity, pathOf } from "./api.ts";
import { SETTINGS } from "./settings.ts";

/** Everyone here may do everything by RBAC, so that it is never RBAC that refuses. */
const EVERYBODY = "may-do-everything";

/** Somebody who administers a tenant's namespace. */
export const JANE: Identity = { user: "jane", groups: [EVERYBODY] };
/** What this program runs as. */
export const PLATFORM: Identity = { user: "pulumi", groups: [EVERYBODY, "neurallog:platform"] };
/** An administrator of the cluster who is not the platform. */
export const ADMINISTRATOR: Identity = { user: "root", groups: ["system:masters"] };

export const somebody = (user: string, ...groups: string[]): Identity => ({
    user,
    groups: [EVERYBODY, ...groups],
});

/** A namespace of a tenant on the plan professional, and one on enterprise. */
export const TENANT = "tenant-acme-corp";
export const ENTERPRISE = "tenant-initech";
/** A tenant's, whose deletion begins before the tests do: it takes seconds. */
export const LEAVER = "tenant-leaver";
/** As the tenant's, without the label that puts it under the policies. */
export const TWIN = "acme-corp-twin";

export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: object;
    readonly [field: string]: unknown;
}

/** On its plan's own quota: the sample tenant's has no room for another claim. */
const PROFESSIONAL = tenantOf("professional", "acme-corp");

/** A control plane with the policies and tenants on it. */
export class Cluster {
    readonly #folder = mkdtempSync(join(tmpdir(), "neurallog-admission-"));
    #plane: ControlPlane | undefined;
    #api: Api | undefined;

    get api(): Api {
        assert.ok(this.#api, "the cluster has started");
        return this.#api;
    }

    async start(): Promise<void> {
        this.#plane = await startControlPlane({ directory: this.#folder, report: silent });
        this.#api = new Api(this.#plane.access);
        await this.apply(administrators(), ADMINISTRATOR);
        await this.applyAll([
            TENANT_DEFINITION,
            definition("security.istio.io", "v1", "AuthorizationPolicy"),
            definition("external-secrets.io", "v1", "SecretStore"),
            definition("networking.k8s.aws", "v1alpha1", "PolicyEndpoint"),
            definition("vpcresources.k8s.aws", "v1alpha1", "CNINode", "Cluster"),
            priorityClass("batch"),
            priorityClass("urgent"),
        ]);
        await this.applyAll(admissionObjects(SETTINGS));
        await this.stamp(PROFESSIONAL);
        await this.stamp(tenantOf("enterprise", "initech"));
        await this.applyAll(twinObjects());
        await this.stamp(tenantOf("starter", "leaver"));
        await this.#settled();
        for (const namespace of [TENANT, TWIN]) {
            await this.make(WITH_TOKEN, namespace);
            await this.make(COUNTED, namespace, PLATFORM);
            await this.make(serviceWith({}, { name: "resident" }), namespace);
            await this.make(podWith({}, { name: "resident" }), namespace);
            await this.make(
                podWith({}, { name: "captured", annotations: CAPTURED }),
                namespace,
                PLATFORM,
            );
        }
        await this.make(POD, LEAVER);
        const leaver = pathOf("Namespace", undefined, LEAVER);
        const { status } = await this.api.call("DELETE", leaver, undefined, PLATFORM);
        assert.equal(status, 200);
    }

    async stop(): Promise<void> {
        this.#api?.close();
        await this.#plane?.stop();
        rmSync(this.#folder, { recursive: true, force: true });
    }

    /** Makes a tenant's objects as the program does: by server-side apply, in the blueprint's order. */
    async stamp(tenant: Tenant): Promise<void> {
        await this.applyAll(tenantObjects(tenant, CLUSTER));
    }

    async applyAll(objects: readonly object[]): Promise<void> {
        for (const object of objects) {
            await this.apply(object);
        }
    }

    /** Server-side apply by the platform, tried again while what it needs is still on its way. */
    async apply(object: object, as = PLATFORM): Promise<void> {
        const { kind, metadata } = object as {
            kind: string;
            metadata: { name: string; namespace?: string };
        };
        const path = `${pathOf(kind, metadata.namespace, metadata.name)}?fieldManager=tests&force=true`;
        await until(`${kind} ${metadata.name} is applied`, async () => {
            const { status, body } = await this.api.call("PATCH", path, object, as);
            return status < 300 || (body.message ?? `status ${status}`);
        });
    }

    /** What would come of a creation; nothing does. */
    create(object: KubernetesObject, namespace?: string, as = JANE): Promise<Answer> {
        return this.api.call("POST", `${pathOf(object.kind, namespace)}?dryRun=All`, object, as);
    }

    /** What would come of a patch; nothing does. */
    patch(path: string, patch: object, as = JANE): Promise<Answer> {
        return this.api.call("PATCH", `${path}?dryRun=All`, patch, as);
    }

    /** What would come of a deletion; nothing does. */
    remove(path: string, as = JANE): Promise<Answer> {
        return this.api.call("DELETE", `${path}?dryRun=All`, undefined, as);
    }

    /** Makes an object for good, whoever may: the policies judge it as they judge everyone's. */
    async make(object: KubernetesObject, namespace: string, as = JANE): Promise<void> {
        const path = pathOf(object.kind, namespace);
        await until(`${object.kind} is made`, async () => {
            const { status, body } = await this.api.call("POST", path, object, as);
            return status === 201 || (body.message ?? "");
        });
    }

    /** Both kinds of policies are in force, and the quotas have been counted. */
    async #settled(): Promise<void> {
        await until("the policies are in force", async () => {
            const claim = await this.create(claimOf("no-such-class"), TENANT);
            const pod = await this.create(POD, TENANT);
            const spec = pod.body.spec as { nodeSelector?: object } | undefined;
            return (
                (claim.status === 422 && spec?.nodeSelector !== undefined) ||
                JSON.stringify([claim.body.message, pod.body.message])
            );
        });
    }
}

/** Asks every 100 ms until the answer is true. @throws Error with the last other answer after 30 seconds. */
export async function until(
    what: string,
    condition: () => Promise<boolean | string>,
): Promise<void> {
    const deadline = Date.now() + 30_000;
    for (;;) {
        const answer = await condition();
        if (answer === true) return;
        assert.ok(Date.now() < deadline, `not in time: ${what}: ${answer}`);
        await sleep(100);
    }
}

const QUIET = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
};

/** A container that Pod Security `restricted` and the plans' LimitRange admit. */
export const CONTAINER = {
    name: "main",
    image: "docker.io/library/nginx:1.29",
    securityContext: QUIET,
};

/** A pod that breaks no rule. */
export const POD = podWith({});

/** The pod that breaks no rule, with these fields of its specification instead of its own. */
export function podWith(spec: object, metadata: object = {}): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", ...metadata },
        spec: { automountServiceAccountToken: false, containers: [CONTAINER], ...spec },
    };
}

export function claimOf(storageClassName: string | undefined, size = "10Gi"): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "more-data" },
        spec: {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: size } },
            ...(storageClassName !== undefined && { storageClassName }),
        },
    };
}

export function serviceWith(spec: object, metadata: object = {}): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web", ...metadata },
        spec: { selector: { app: "web" }, ports: [{ port: 80 }], ...spec },
    };
}

function administrators(): object {
    return {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: EVERYBODY },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: EVERYBODY }],
        roleRef: {
            apiGroup: "rbac.authorization.k8s.io",
            kind: "ClusterRole",
            name: "cluster-admin",
        },
    };
}

function priorityClass(name: string): object {
    return {
        apiVersion: "scheduling.k8s.io/v1",
        kind: "PriorityClass",
        metadata: { name },
        value: 1000,
    };
}

/** A custom resource as far as the policies look at it. */
function definition(group: string, version: string, kind: string, scope = "Namespaced"): object {
    const singular = kind.toLowerCase();
    const plural = singular.replace(/y$/, "ie") + "s";
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${plural}.${group}` },
        spec: {
            group,
            scope,
            names: { kind, plural, singular },
            versions: [
                {
                    name: version,
                    served: true,
                    storage: true,
                    schema: {
                        openAPIV3Schema: {
                            type: "object",
                            "x-kubernetes-preserve-unknown-fields": true,
                        },
                    },
                },
            ],
        },
    };
}

/** What a tenant's pod has on it when the mesh has captured its traffic. */
const CAPTURED = { "ambient.istio.io/redirection": "enabled" };

const WITH_TOKEN = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "with-token" },
    automountServiceAccountToken: true,
};

/** A quota of what nobody here has. */
const COUNTED = {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "counted" },
    spec: { hard: { "count/leases.coordination.k8s.io": "5" } },
};

/**
 * The tenant's objects, except its label, and except its quota: that would refuse by itself some of what the policies
 * refuse, and then nobody could tell which of the two it was.
 */
function twinObjects(): object[] {
    const [namespace, ...rest] = tenantObjects(PROFESSIONAL, CLUSTER);
    const labels = Object.fromEntries(
        Object.entries(namespace.metadata.labels).filter(([key]) => key !== TENANT_ID_LABEL),
    );
    return [
        { ...namespace, metadata: { name: TWIN, labels } },
        ...rest
            .filter(({ kind }) => kind !== "Tenant" && kind !== "ResourceQuota")
            .map((object) => ({ ...object, metadata: { ...object.metadata, namespace: TWIN } })),
    ];
}
