import * as pulumi from "@pulumi/pulumi";

import type { KubernetesObject } from "../../tenancy/blueprint/index.ts";
import type { ClusterContext } from "../../tenancy/cluster-context.ts";
import type { Tenant as TenantData } from "../../tenancy/tenant.ts";

import { tenantObjects } from "../../tenancy/blueprint/index.ts";
import { tenantNamespace } from "../../tenancy/tenant-id.ts";
import { registerObject } from "./register-object.ts";

export interface TenantArgs {
    /** Validated by `config`; plain data, so it decides which children exist. */
    readonly tenant: TenantData;
    readonly cluster: ClusterContext;
    /**
     * Whether the engine refuses to delete the tenant: its namespace, its data volume and its Tenant object. It goes by
     * what the update before the deletion said.
     */
    readonly protect: boolean;
    /** The CustomResourceDefinition `tenants.neurallog.io`, which the Tenant object waits for. */
    readonly definition: pulumi.CustomResource;
}

/** One tenant on a cluster: its namespace and everything that fences it, as the blueprint says. */
export class Tenant extends pulumi.ComponentResource {
    /** `tenant-<id>` */
    public readonly namespace: string;

    constructor(name: string, args: TenantArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: the engine would store them once more for each of 500 tenants.
        super("neurallog:index:Tenant", name, {}, opts);
        const { tenant, cluster, definition, protect } = args;
        const [first, ...rest] = tenantObjects(tenant, cluster);

        const namespace = registerObject(name, first, { parent: this, protect });
        const inside: pulumi.CustomResource[] = [namespace];
        for (const object of rest) {
            const child = `${name}/${stableName(object)}`;
            if (object.kind === "Tenant") {
                const dependsOn = [namespace, definition];
                registerObject(child, object, { parent: this, dependsOn, protect });
                continue;
            }
            if (object.kind === "Backup") {
                // What is backed up has come to rest before.
                registerObject(child, object, { parent: this, dependsOn: [...inside] });
                continue;
            }
            // Kubernetes deletes what is in a namespace with it.
            const options = {
                parent: this,
                deletedWith: namespace,
                protect: protect && object.kind === "PersistentVolumeClaim",
            };
            const dependsOn = isLast(object) ? [...inside] : [namespace];
            inside.push(registerObject(child, object, { ...options, dependsOn }));
        }

        this.namespace = tenantNamespace(tenant.id);
        this.registerOutputs({});
    }
}

/**
 * Nothing runs before the policies that fence it. And until a quota has a status, Kubernetes refuses to create or change what it
 * counts.
 */
function isLast({ kind }: KubernetesObject): boolean {
    return kind === "Deployment" || kind === "ResourceQuota";
}

/** The quota's name changes with the plan; its logical name must not. */
function stableName(object: KubernetesObject): string {
    return object.kind === "ResourceQuota" ? "tenant-quota" : object.metadata.name;
}
