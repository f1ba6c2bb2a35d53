import type { ResourceValidationPolicy } from "@pulumi/policy";

import { butItIs, isLeftAlone, text, validateObjects } from "../declared-object.ts";
import { labelsOf, tenantOf } from "../tenant.ts";

const MODES = ["enforce", "audit", "warn"];

const PINNED_VERSION = /^v1\.\d+$/;

export const tenantNamespacePodSecurity: ResourceValidationPolicy = {
    name: "tenant-namespace-pod-security",
    description:
        "The namespace of a tenant enforces, audits and warns by Pod Security `restricted`, pinned to a version.",
    enforcementLevel: "mandatory",
    validateResource: validateObjects(["Namespace"], (object, reportViolation) => {
        if (tenantOf(object) === undefined) {
            return;
        }
        const labels = labelsOf(object);
        for (const mode of MODES) {
            const level = `pod-security.kubernetes.io/${mode}`;
            const version = `${level}-version`;
            if (labels[level] !== "restricted" && !isLeftAlone(object, labels, level)) {
                reportViolation(
                    `${object.label}: the label ${level} must be "restricted", ${butItIs(labels[level])}. ` +
                        "Set it; a pod that needs more does not belong in a tenant's namespace.",
                );
            }
            if (
                !PINNED_VERSION.test(text(labels[version]) ?? "") &&
                !isLeftAlone(object, labels, version)
            ) {
                reportViolation(
                    `${object.label}: the label ${version} must pin a version such as "v1.36", ` +
                        `${butItIs(labels[version])}. Pin it to the cluster's, so that an upgrade of the ` +
                        "cluster does not change which pods run.",
                );
            }
        }
    }),
};
