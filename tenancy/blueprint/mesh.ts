import type { ClusterContext } from "../cluster-context.ts";
import type { Tenant } from "../tenant.ts";

import { tenantNamespace } from "../tenant-id.ts";
import { inTenantNamespace } from "./identity.ts";

/** The mesh's policies, as far as the blueprint uses them. */
export type MeshObject = MeshMetadata &
    (
        | {
              readonly kind: "PeerAuthentication";
              readonly spec: { readonly mtls: { readonly mode: "STRICT" } };
          }
        | {
              readonly kind: "AuthorizationPolicy";
              readonly spec: {
                  readonly action: "ALLOW";
                  readonly rules: readonly { readonly from: readonly { source: Source }[] }[];
              };
          }
    );

interface MeshMetadata {
    readonly apiVersion: "security.istio.io/v1";
    readonly metadata: ReturnType<typeof inTenantNamespace>;
}

type Source =
    { readonly namespaces: readonly string[] } | { readonly principals: readonly string[] };

/** Puts a namespace's pods into an ambient mesh. */
export const MESH_LABEL = { "istio.io/dataplane-mode": "ambient" } as const;

/**
 * Who may call the tenant's pods, by identity. Both policies are for the whole namespace: ztunnel closes the
 * connections that a new policy of that kind forbids, and leaves those of a policy for some pods open.
 *
 * Namespaces and principals match only callers with mutual TLS, hence STRICT beside it.
 */
export function meshPolicies(tenant: Tenant, cluster: ClusterContext): MeshObject[] {
    const { mesh, network } = cluster;
    if (mesh === undefined) {
        return [];
    }
    const principal = (namespace: string) => (serviceAccount: string) =>
        `${mesh.trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
    const allowed: Source[] = [
        { namespaces: [tenantNamespace(tenant.id)] },
        { principals: mesh.systemServiceAccounts.map(principal(network.systemNamespace)) },
        { principals: [principal(network.gatewayNamespace)(mesh.gatewayServiceAccount)] },
        { namespaces: [network.monitoringNamespace] },
    ];
    return [
        {
            apiVersion: "security.istio.io/v1",
            kind: "PeerAuthentication",
            metadata: inTenantNamespace(tenant, "tenant-mutual-tls"),
            spec: { mtls: { mode: "STRICT" } },
        },
        {
            apiVersion: "security.istio.io/v1",
            kind: "AuthorizationPolicy",
            metadata: inTenantNamespace(tenant, "tenant-access-control"),
            spec: { action: "ALLOW", rules: allowed.map((source) => ({ from: [{ source }] })) },
        },
    ];
}
