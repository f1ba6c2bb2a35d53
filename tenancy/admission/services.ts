import type { AdmissionObject } from "./admission-object.ts";

import { resources, validatingPolicy } from "./policy.ts";

/**
 * The gateway is the only way in. ExternalName is refused with the rest: whoever resolves the name for the tenant, a
 * gateway for one, would go wherever it points with its own rights.
 */
export function services(): AdmissionObject[] {
    return validatingPolicy({
        name: "tenant-services",
        resources: [resources("", ["services"], ["CREATE", "UPDATE"])],
        variables: {
            type: 'object.spec.?type.orValue("ClusterIP")',
            typeBefore:
                'oldObject == null ? "ClusterIP" : oldObject.spec.?type.orValue("ClusterIP")',
            addressesBefore: "oldObject == null ? [] : oldObject.spec.?externalIPs.orValue([])",
            addresses:
                "object.spec.?externalIPs.orValue([]).filter(a, !(a in variables.addressesBefore))",
        },
        rules: [
            {
                expression:
                    'variables.type == "ClusterIP" || variables.type == variables.typeBefore',
                offender: '"type " + variables.type',
                message:
                    "a tenant's services have type ClusterIP; the gateway lets the outside world in",
            },
            {
                expression: "variables.addresses.size() == 0",
                offender: '"externalIPs " + variables.addresses.join(", ")',
                message:
                    "a service with externalIPs takes over others' traffic to them; remove externalIPs",
            },
        ],
    });
}
