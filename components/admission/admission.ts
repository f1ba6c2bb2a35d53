import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { AdmissionObject, AdmissionSettings } from "../../tenancy/admission/index.ts";

import { admissionObjects } from "../../tenancy/admission/index.ts";
import { OWNERSHIP } from "../ownership.ts";

/** `never`: the kind picks the class at run time, so the compiler cannot match arguments to it. */
type ObjectClass = new (
    name: string,
    args: never,
    opts: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

const CLASSES: Readonly<Record<AdmissionObject["kind"], ObjectClass>> = {
    MutatingAdmissionPolicy: k8s.admissionregistration.v1.MutatingAdmissionPolicy,
    MutatingAdmissionPolicyBinding: k8s.admissionregistration.v1.MutatingAdmissionPolicyBinding,
    ValidatingAdmissionPolicy: k8s.admissionregistration.v1.ValidatingAdmissionPolicy,
    ValidatingAdmissionPolicyBinding: k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding,
};

export interface AdmissionArgs {
    /** Validated by `config`; plain data, so it decides which children exist. */
    readonly settings: AdmissionSettings;
}

/** The policies by which the API server judges what happens in tenants' namespaces, and their bindings. */
export class Admission extends pulumi.ComponentResource {
    constructor(name: string, args: AdmissionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("neurallog:index:Admission", name, {}, opts);

        const policies = new Map<string, pulumi.CustomResource>();
        for (const { metadata, ...object } of admissionObjects(args.settings)) {
            const annotated = { ...metadata, annotations: OWNERSHIP };
            // A policy and its binding have one name; their types tell them apart.
            const policy = policies.get(metadata.name);
            const child = { parent: this, ...(policy && { dependsOn: policy }) };
            const resource = new CLASSES[object.kind](
                metadata.name,
                { ...object, metadata: annotated } as never,
                child,
            );
            policies.set(metadata.name, resource);
        }

        this.registerOutputs({});
    }
}
