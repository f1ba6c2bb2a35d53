import type { ClusterContext } from "./cluster-context.ts";
import type { Verdict } from "./reachability/index.ts";
import type { Tenant } from "./tenant.ts";

import { MESH_LABEL } from "./blueprint/mesh.ts";
import { isFrozen } from "./life-cycle/index.ts";
import { platformGuards } from "./platform-guards.ts";
import { evaluate, tenantWorld } from "./reachability/index.ts";
import { tenantNamespace } from "./tenant-id.ts";

/**
 * Who reaches whom among these tenants and the platform, judged from the very objects that are applied.
 *
 * The platform's namespaces are not this program's yet. With a mesh, the proof takes it that the system's, the
 * gateway's and the monitoring's are in it: what is outside the mesh has no identity, and is refused.
 */
export function isolationOf(tenants: readonly Tenant[], cluster: ClusterContext): Verdict {
    const platformObjects = [...platformNamespaces(cluster), ...platformGuards(cluster)];
    const verdict = evaluate(tenantWorld(tenants, cluster, { platformObjects }));
    const frozen = new Set(tenants.filter(isFrozen).map(({ id }) => tenantNamespace(id)));
    // Who is suspended is cut off on purpose.
    const findings = verdict.findings.filter(
        ({ kind, namespaces }) =>
            kind !== "promise-broken" || !namespaces.every((name) => frozen.has(name)),
    );
    return { ...verdict, findings };
}

function platformNamespaces({ network, mesh }: ClusterContext): object[] {
    return [network.systemNamespace, network.gatewayNamespace, network.monitoringNamespace].map(
        (name) => ({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name, labels: mesh === undefined ? {} : { ...MESH_LABEL } },
        }),
    );
}
