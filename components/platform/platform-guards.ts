import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterContext } from "../../tenancy/cluster-context.ts";

import { platformGuards } from "../../tenancy/platform-guards.ts";
import { OWNERSHIP } from "../ownership.ts";

export interface PlatformGuardsArgs {
    /** Plain data, so it decides which children exist. */
    readonly cluster: ClusterContext;
}

/** What guards the platform from its tenants, once a cluster. */
export class PlatformGuards extends pulumi.ComponentResource {
    constructor(name: string, args: PlatformGuardsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("neurallog:index:PlatformGuards", name, {}, opts);
        const child = { parent: this };

        for (const { apiVersion, kind, metadata, spec } of platformGuards(args.cluster)) {
            const owned = { ...metadata, annotations: OWNERSHIP };
            const guard = { apiVersion, kind, metadata: owned, spec };
            new k8s.apiextensions.CustomResource(metadata.name, guard, child);
        }

        this.registerOutputs({});
    }
}
