import type { ResourceValidationPolicy } from "@pulumi/policy";

import { butItIs, validateObjects } from "../declared-object.ts";
import { tenantOf } from "../tenant.ts";

/**
 * A patch counts like the account itself, also where it says nothing: most patch `default`, which Kubernetes made
 * and which mounts its token until somebody says no.
 */
export const serviceAccountWithoutToken: ResourceValidationPolicy = {
    name: "service-account-without-token",
    description:
        "No service account of a tenant, `default` included, mounts an API token into pods.",
    enforcementLevel: "mandatory",
    validateResource: validateObjects(["ServiceAccount"], (object, reportViolation) => {
        if (tenantOf(object) === undefined) {
            return;
        }
        const automount = object.props["automountServiceAccountToken"];
        if (automount !== false) {
            reportViolation(
                `${object.label}: automountServiceAccountToken must be false, ${butItIs(automount)}. ` +
                    "Set it to false: nothing of a tenant calls the API server.",
            );
        }
    }),
};
