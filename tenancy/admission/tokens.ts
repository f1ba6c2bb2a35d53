import type { AdmissionObject } from "./admission-object.ts";
import type { AdmissionSettings } from "./settings.ts";

import { list } from "./cel.ts";
import { resources, validatingPolicy } from "./policy.ts";

/**
 * No credentials for the API server in a tenant's namespace. Kubernetes has mounted the token by the time pods are
 * judged, so one rule sees it whoever asked for it: the pod, its account, or a volume. The long-lived kind is a Secret.
 */
export function tokens({ tokenAudiences }: AdmissionSettings): AdmissionObject[] {
    const isToken = "has(s.serviceAccountToken)";
    const audience = 's.serviceAccountToken.?audience.orValue("")';
    return [
        ...validatingPolicy({
            name: "tenant-pod-tokens",
            resources: [resources("", ["pods"], ["CREATE"])],
            rules: [
                {
                    expression: [
                        "object.spec.?volumes.orValue([]).all(v, !has(v.projected) || ",
                        `v.projected.?sources.orValue([]).all(s, !${isToken} || ${audience} in ${list(tokenAudiences)}))`,
                    ].join(""),
                    message: [
                        "nothing of a tenant calls the API server; set automountServiceAccountToken to false",
                        tokenAudiences.length === 0
                            ? "and mount no token"
                            : `and mount tokens for ${tokenAudiences.join(" or ")} only`,
                    ].join(" "),
                },
            ],
        }),
        ...validatingPolicy({
            name: "tenant-token-secrets",
            resources: [resources("", ["secrets"], ["CREATE"])],
            rules: [
                {
                    expression: 'object.?type.orValue("") != "kubernetes.io/service-account-token"',
                    message:
                        "a secret of this type becomes a token that never ends; give the secret another type",
                },
            ],
        }),
    ];
}
