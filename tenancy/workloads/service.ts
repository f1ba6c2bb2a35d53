import type { KubernetesObject } from "../blueprint/kubernetes-object.ts";
import type { Tenant } from "../tenant.ts";
import type { RunningService } from "./settings.ts";

import { selectorOf, serviceMetadata } from "./metadata.ts";

/** The address of a service. Its ports are the pods' own: the VPC CNI enforces policies by the Service's. */
export function service(tenant: Tenant, { name, port, metricsPort }: RunningService) {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: serviceMetadata(tenant, name),
        spec: {
            type: "ClusterIP",
            selector: selectorOf(name),
            ports: [
                { name: "http", port, targetPort: "http", protocol: "TCP" },
                {
                    name: "http-metrics",
                    port: metricsPort,
                    targetPort: "http-metrics",
                    protocol: "TCP",
                },
            ],
        },
    } as const satisfies KubernetesObject;
}
