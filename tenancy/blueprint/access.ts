import type { Tenant } from "../tenant.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

import { inTenantNamespace } from "./identity.ts";

/** The account the tenant's pods run as. */
export const SERVICE_ACCOUNT = "tenant-service-account";
const ROLE = "tenant-role";

const READ = ["get", "list", "watch"];

/** The account the tenant's pods run as. It has no token in its pods: nothing of a tenant calls the API server. */
export function serviceAccount(tenant: Tenant): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: inTenantNamespace(tenant, SERVICE_ACCOUNT),
        automountServiceAccountToken: false,
    };
}

/** The account Kubernetes gives to pods that name none: without a token it is worth nothing to a thief. */
export function defaultServiceAccount(tenant: Tenant): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: inTenantNamespace(tenant, "default"),
        automountServiceAccountToken: false,
    };
}

/**
 * What the tenant may read of its own namespace. The specification also reads `secrets`; to list them is to read
 * every one, so they are left out.
 */
export function role(tenant: Tenant): KubernetesObject {
    return {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata: inTenantNamespace(tenant, ROLE),
        rules: [
            { apiGroups: [""], resources: ["pods", "services", "configmaps"], verbs: READ },
            { apiGroups: ["apps"], resources: ["deployments", "replicasets"], verbs: READ },
            { apiGroups: [""], resources: ["pods/log"], verbs: ["get", "list"] },
            { apiGroups: [""], resources: ["events"], verbs: READ },
        ],
    };
}

export function roleBinding(tenant: Tenant): KubernetesObject {
    const metadata = inTenantNamespace(tenant, "tenant-role-binding");
    return {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata,
        subjects: [
            { kind: "ServiceAccount", name: SERVICE_ACCOUNT, namespace: metadata.namespace },
        ],
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: ROLE },
    };
}
