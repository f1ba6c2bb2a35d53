import type { ResourceValidationPolicy } from "@pulumi/policy";

import { butItIs, fields, text, validateObjects } from "../declared-object.ts";

/** The EBS CSI driver as an add-on, and as EKS Auto Mode runs it. */
const EBS_PROVISIONERS = ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com"];

const IN_TREE_PROVISIONER = "kubernetes.io/aws-ebs";

export const storageClassEncrypted: ResourceValidationPolicy = {
    name: "storage-class-encrypted",
    description:
        "A storage class of EBS encrypts its volumes. Other provisioners are not judged: " +
        "each has its own word for encryption.",
    enforcementLevel: "mandatory",
    validateResource: validateObjects(
        ["StorageClass.storage.k8s.io"],
        (object, reportViolation) => {
            const provisioner = text(object.props["provisioner"]) ?? "";
            if (provisioner === IN_TREE_PROVISIONER) {
                reportViolation(
                    `${object.label}: provisioner must be "ebs.csi.aws.com", ${butItIs(provisioner)}. ` +
                        "Use the CSI driver; Kubernetes no longer contains the in-tree one.",
                );
            }
            // A text, not a boolean: parameters are texts, and the driver takes all but "true" for no.
            const encrypted = fields(object.props["parameters"])["encrypted"];
            if (EBS_PROVISIONERS.includes(provisioner) && encrypted !== "true") {
                reportViolation(
                    `${object.label}: parameters.encrypted must be "true", ${butItIs(encrypted)}. ` +
                        "Set it under this very name; no volume can be encrypted after it was made.",
                );
            }
        },
    ),
};
