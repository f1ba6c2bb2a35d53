import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { PLATFORM_LABELS } from "../../tenancy/labels.ts";
import { STORAGE_CLASS_NAMES, STORAGE_CLASSES } from "../../tenancy/storage-classes.ts";

/** The storage classes that tenants' volumes can be of. */
export class StorageClasses extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("neurallog:index:StorageClasses", name, {}, opts);
        // Nothing of a class but its labels can change, and its name is a contract.
        const child = { parent: this, deleteBeforeReplace: true };

        for (const className of STORAGE_CLASS_NAMES) {
            const { metadata, ...storageClass } = STORAGE_CLASSES[className];
            const labelled = { ...metadata, labels: { ...PLATFORM_LABELS } };
            new k8s.storage.v1.StorageClass(
                className,
                { ...storageClass, metadata: labelled },
                child,
            );
        }

        this.registerOutputs({});
    }
}
