import type { AdmissionObject } from "./admission-object.ts";
import type { AdmissionSettings } from "./settings.ts";

import { TENANT_ID_LABEL } from "../labels.ts";
import { TENANT_NAMESPACE_PREFIX } from "../tenant-id.ts";
import { changedKeys, comesFrom, text } from "./cel.ts";
import { MESH_KEY } from "./mesh.ts";
import { resources, validatingPolicy } from "./policy.ts";

/** Keys that decide what holds in a namespace. kubectl notes its own work on what it applies; that decides nothing. */
const GUARDED = [
    MESH_KEY,
    'k == "istio-injection"',
    String.raw`k.matches("^([a-z0-9.-]+[.])?neurallog[.]io/")`,
    String.raw`(k.matches("^([a-z0-9.-]+[.])?kubernetes[.]io/") && !k.startsWith("kubectl."))`,
].join(" || ");

/**
 * Tenants' namespaces: those that have the label, get it, lose it, or are called like one. A selector would look at
 * the namespace as the request leaves it and miss whoever removes the label, so every namespace is looked at. Labels
 * change through the status and finalize subresources too.
 */
export function namespaces({ platform }: AdmissionSettings): AdmissionObject[] {
    const isTenant = [
        `o.metadata.name.startsWith(${text(TENANT_NAMESPACE_PREFIX)})`,
        `${text(TENANT_ID_LABEL)} in o.metadata.?labels.orValue({})`,
    ].join(" || ");
    const isPlatform = comesFrom(platform);
    return validatingPolicy({
        name: "tenant-namespaces",
        resources: [
            resources("", ["namespaces"], ["CREATE", "UPDATE", "DELETE"], "Cluster"),
            resources("", ["namespaces/status", "namespaces/finalize"], ["UPDATE"], "Cluster"),
        ],
        clusterWide: {
            condition: {
                name: "is-a-tenants",
                expression: `[object, oldObject].exists(o, o != null && (${isTenant}))`,
            },
        },
        variables: {
            keys: `object == null ? [] : ${changedKeys("labels", `(${GUARDED})`)} + ${changedKeys("annotations", `(${GUARDED})`)}`,
        },
        rules: [
            {
                expression: `request.operation == "UPDATE" || ${isPlatform}`,
                offender: 'request.operation + " by " + request.userInfo.username',
                message:
                    "only the platform makes and deletes tenants' namespaces; change the stack file, or use another name and no tenant label",
                reason: "Forbidden",
            },
            {
                expression: `request.operation != "UPDATE" || variables.keys.size() == 0 || ${isPlatform}`,
                offender: 'variables.keys.join(", ") + " by " + request.userInfo.username',
                message:
                    "only the platform writes the labels and annotations that decide what holds in a tenant's namespace",
                reason: "Forbidden",
            },
        ],
    });
}
