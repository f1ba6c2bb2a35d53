import type { KubernetesObject, TenantObjects } from "../blueprint/kubernetes-object.ts";
import type { LifeCycle } from "./state.ts";

import { isFrozen } from "./state.ts";

/**
 * The objects of a tenant as its state leaves them. A frozen tenant keeps all but what lets anything run or talk:
 *
 * - Its quota admits no pod. A quota stops no pod that runs already: `workloads` takes those it knows away, and one
 *   that the tenant started in another way runs on, cut off, until somebody deletes it.
 * - Of the network policies those are left that allow nothing, so nothing comes in or goes out.
 * - In the mesh nobody may call it: a policy without rules allows nobody, where no policy would allow everybody.
 */
export function inState(tenant: LifeCycle, objects: TenantObjects): TenantObjects {
    if (!isFrozen(tenant)) {
        return objects;
    }
    const [namespace, ...rest] = objects;
    return [namespace, ...rest.filter((object) => !opensNetwork(object)).map(frozen)];
}

function opensNetwork(object: KubernetesObject): boolean {
    if (object.kind !== "NetworkPolicy") {
        return false;
    }
    const { ingress = [], egress = [] } = object.spec ?? {};
    return ingress.length + egress.length > 0;
}

function frozen(object: KubernetesObject): KubernetesObject {
    switch (object.kind) {
        case "ResourceQuota":
            return {
                ...object,
                spec: { ...object.spec, hard: { ...object.spec?.hard, pods: "0" } },
            };
        case "AuthorizationPolicy":
            return { ...object, spec: { ...object.spec, rules: [] } };
        default:
            return object;
    }
}
