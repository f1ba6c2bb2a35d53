import { Agent, request } from "node:https";

import type { Access } from "../../tools/control-plane/kubeconfig.ts";

/** Somebody the API server can be made to take us for. */
export interface Identity {
    readonly user: string;
    readonly groups: readonly string[];
}

/** What the API server answered: an object, or a Status that says why not. */
export interface Answer {
    readonly status: number;
    readonly body: {
        readonly message?: string;
        readonly reason?: string;
        readonly metadata?: { readonly name?: string };
        readonly [field: string]: unknown;
    };
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A client of one API server that acts as whomever it is told. */
export class Api {
    readonly #access: Access;
    readonly #agent: Agent;

    constructor(access: Access) {
        this.#access = access;
        this.#agent = new Agent({ keepAlive: true, ca: access.authority });
    }

    /** A body that is a list is a JSON patch. */
    call(method: Method, path: string, body?: object, as?: Identity): Promise<Answer> {
        const apply = path.includes("fieldManager=");
        const type = apply
            ? "application/apply-patch+yaml"
            : method === "PATCH"
              ? `application/${Array.isArray(body) ? "json" : "merge"}-patch+json`
              : "application/json";
        return new Promise((resolve, reject) => {
            const call = request(
                new URL(path, this.#access.server),
                {
                    method,
                    agent: this.#agent,
                    headers: {
                        authorization: `Bearer ${this.#access.token}`,
                        "content-type": type,
                        ...(as && {
                            "impersonate-user": as.user,
                            "impersonate-group": [...as.groups],
                        }),
                    },
                },
                (response) => {
                    let text = "";
                    response.setEncoding("utf8");
                    response.on("data", (part: string) => (text += part));
                    response.on("end", () => {
                        const parsed = JSON.parse(text) as Answer["body"];
                        resolve({ status: response.statusCode ?? 0, body: parsed });
                    });
                    response.on("error", reject);
                },
            );
            call.on("error", reject);
            call.end(body && JSON.stringify(body));
        });
    }

    /** Lets go of the connections; without it the process would not end. */
    close(): void {
        this.#agent.destroy();
    }
}

/** The resources of the kinds that tests write, with their API's path. */
const RESOURCES: Readonly<Record<string, string>> = {
    AuthorizationPolicy: "apis/security.istio.io/v1/authorizationpolicies",
    CNINode: "apis/vpcresources.k8s.aws/v1alpha1/cninodes",
    ClusterRoleBinding: "apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    CustomResourceDefinition: "apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    Deployment: "apis/apps/v1/deployments",
    EndpointSlice: "apis/discovery.k8s.io/v1/endpointslices",
    LimitRange: "api/v1/limitranges",
    MutatingAdmissionPolicy: "apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies",
    MutatingAdmissionPolicyBinding:
        "apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings",
    Namespace: "api/v1/namespaces",
    NetworkPolicy: "apis/networking.k8s.io/v1/networkpolicies",
    PersistentVolumeClaim: "api/v1/persistentvolumeclaims",
    Pod: "api/v1/pods",
    PolicyEndpoint: "apis/networking.k8s.aws/v1alpha1/policyendpoints",
    PriorityClass: "apis/scheduling.k8s.io/v1/priorityclasses",
    ReplicaSet: "apis/apps/v1/replicasets",
    ResourceQuota: "api/v1/resourcequotas",
    Role: "apis/rbac.authorization.k8s.io/v1/roles",
    RoleBinding: "apis/rbac.authorization.k8s.io/v1/rolebindings",
    Secret: "api/v1/secrets",
    SecretStore: "apis/external-secrets.io/v1/secretstores",
    Service: "api/v1/services",
    ServiceAccount: "api/v1/serviceaccounts",
    Tenant: "apis/neurallog.io/v1/tenants",
    ValidatingAdmissionPolicy: "apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
    ValidatingAdmissionPolicyBinding:
        "apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
};

/** Where the objects of a kind are, in a namespace or in the cluster. */
export function pathOf(kind: string, namespace?: string, name?: string): string {
    const path = RESOURCES[kind];
    if (path === undefined) {
        throw new Error(`tests/admission/api.ts knows no path of ${kind}`);
    }
    const parts = path.split("/");
    const resource = parts.pop() ?? "";
    const place = namespace === undefined ? [] : ["namespaces", namespace];
    return `/${[...parts, ...place, resource, ...(name === undefined ? [] : [name])].join("/")}`;
}
