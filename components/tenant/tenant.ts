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
        const { tenant, cluster, definition } = args;
        const [first, ...rest] = tenantObjects(tenant, cluster);

        const namespace = registerObject(name, first, { parent: this });
        for (const object of rest) {
            registerObject(`${name}/${stableName(object)}`, object, {
                parent: this,
                ...(object.metadata.namespace === undefined
                    ? { dependsOn: [namespace, definition] }
                    : { dependsOn: [namespace], deletedWith: namespace }),
            });
        }

        this.namespace = tenantNamespace(tenant.id);
        this.registerOutputs({});
    }
}

/** The quota's name changes with the plan; its logical name must not. */
function stableName(object: KubernetesObject): string {
    return object.kind === "ResourceQuota" ? "tenant-quota" : object.metadata.name;
}
