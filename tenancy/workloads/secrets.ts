import type { Tenant } from "../tenant.ts";
import type { SecretSettings } from "./settings.ts";

import { inTenantNamespace } from "../blueprint/identity.ts";

/** The name of the store, of what is fetched from it, and of the Secret that the services read. */
export const TENANT_SECRETS = "tenant-secrets";

/** The session tag with the tenant's id that every reading of its secrets carries. */
export const SECRETS_SESSION_TAG = "neurallog-tenant";

/** The objects of the External Secrets Operator, as far as the blueprint uses them. */
export type SecretObject = SecretMetadata & (SecretStore | ExternalSecret);

interface SecretMetadata {
    readonly apiVersion: "external-secrets.io/v1";
    readonly metadata: ReturnType<typeof inTenantNamespace>;
}

interface SecretStore {
    readonly kind: "SecretStore";
    readonly spec: {
        readonly provider: {
            readonly aws: {
                readonly service: "SecretsManager";
                readonly region: string;
                readonly role: string;
                readonly sessionTags: readonly { readonly key: string; readonly value: string }[];
            };
        };
    };
}

interface ExternalSecret {
    readonly kind: "ExternalSecret";
    readonly spec: {
        readonly refreshInterval: string;
        readonly secretStoreRef: { readonly kind: "SecretStore"; readonly name: string };
        readonly target: {
            readonly name: string;
            readonly creationPolicy: "Owner";
            readonly deletionPolicy: "Retain";
        };
        readonly dataFrom: readonly { readonly extract: { readonly key: string } }[];
    };
}

/**
 * The tenant's store and the one secret fetched from it, `<prefix><id>/services`, whose keys become variables of the
 * services. That no tenant reads another's is IAM's to enforce, by the session tag: a store can name any secret.
 */
export function secrets(
    tenant: Tenant,
    { region, role, prefix }: SecretSettings,
): [SecretMetadata & SecretStore, SecretMetadata & ExternalSecret] {
    const common = {
        apiVersion: "external-secrets.io/v1",
        metadata: inTenantNamespace(tenant, TENANT_SECRETS),
    } as const;
    return [
        {
            ...common,
            kind: "SecretStore",
            spec: {
                provider: {
                    aws: {
                        service: "SecretsManager",
                        region,
                        role,
                        sessionTags: [{ key: SECRETS_SESSION_TAG, value: tenant.id }],
                    },
                },
            },
        },
        {
            ...common,
            kind: "ExternalSecret",
            spec: {
                refreshInterval: "1h",
                secretStoreRef: { kind: "SecretStore", name: TENANT_SECRETS },
                // Retain: a secret that is gone over there stops no pod over here.
                target: { name: TENANT_SECRETS, creationPolicy: "Owner", deletionPolicy: "Retain" },
                dataFrom: [{ extract: { key: `${prefix}${tenant.id}/services` } }],
            },
        },
    ];
}
