import type { AdmissionObject } from "./admission-object.ts";
import type { AdmissionSettings } from "./settings.ts";

import { comesFrom } from "./cel.ts";
import { CLEANERS } from "./guards.ts";
import { resources, validatingPolicy } from "./policy.ts";

/**
 * Tenant objects: the platform writes them; an operator reports on them and may hold their deletion, and the garbage
 * collector ends a deletion by taking its finalizer away.
 */
export function tenants({ platform, operators }: AdmissionSettings): AdmissionObject[] {
    const unchanged = [
        'request.operation == "UPDATE"',
        "object.spec == oldObject.spec",
        "object.metadata.?labels.orValue({}) == oldObject.metadata.?labels.orValue({})",
    ].join(" && ");
    return validatingPolicy({
        name: "tenant-objects",
        resources: [
            resources("neurallog.io", ["tenants"], ["CREATE", "UPDATE", "DELETE"], "Cluster"),
            resources("neurallog.io", ["tenants/status"], ["UPDATE"], "Cluster"),
        ],
        clusterWide: {},
        rules: [
            {
                expression: `${comesFrom(platform)} || (${comesFrom({ users: [...operators, ...CLEANERS], groups: [] })} && ${unchanged})`,
                offender: 'request.operation + " by " + request.userInfo.username',
                message:
                    "only the platform writes Tenant objects, which follow the stack file; change the tenant there",
                reason: "Forbidden",
            },
        ],
    });
}
