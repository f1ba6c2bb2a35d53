import type { AdmissionObject } from "./admission-object.ts";
import type { AdmissionSettings } from "./settings.ts";

import { changedKeys, comesFrom } from "./cel.ts";
import { resources, validatingPolicy } from "./policy.ts";

/** Keys of `istio.io` and every domain under it. */
export const MESH_KEY = String.raw`k.matches("^([a-z0-9.-]+[.])?istio[.]io/")`;

/**
 * No way out of the mesh. There are many (`istio.io/dataplane-mode`, `sidecar.istio.io/status`,
 * `ambient.istio.io/bypass-inbound-capture`, `istio.io/use-waypoint`, …) and each version brings more, so tenants set
 * none of the mesh's labels and annotations. `pods/status` changes them too; that is how the mesh's own agent does it.
 */
export function meshMembership({ mesh, platform }: AdmissionSettings): AdmissionObject[] {
    if (mesh === undefined) {
        return [];
    }
    const entitled = comesFrom({ ...platform, users: [...platform.users, ...mesh.agents] });
    return validatingPolicy({
        name: "tenant-mesh",
        resources: [
            resources("", ["pods", "services"], ["CREATE", "UPDATE"]),
            resources("", ["pods/status"], ["UPDATE"]),
        ],
        variables: {
            keys: `${changedKeys("labels", MESH_KEY)} + ${changedKeys("annotations", MESH_KEY)}`,
        },
        rules: [
            {
                expression: `variables.keys.size() == 0 || ${entitled}`,
                offender: 'variables.keys.join(", ")',
                message:
                    "the platform decides how a tenant is part of the mesh; leave the labels and annotations of istio.io as they are",
                reason: "Forbidden",
            },
        ],
    });
}
