import type { AdmissionSettings } from "../../tenancy/admission/index.ts";

import { TENANT_POOL } from "../../tenancy/admission/index.ts";

/** Every setting with something in it. */
export const SETTINGS: AdmissionSettings = {
    platform: { users: ["restore-robot"], groups: ["neurallog:platform"] },
    controllers: ["eks:network-policy-controller"],
    operators: ["system:serviceaccount:neurallog-system:operator"],
    registries: ["docker.io/library/", "registry.example:5000/neurallog/"],
    pool: TENANT_POOL,
    priorityClasses: ["batch"],
    tokenAudiences: ["pods.eks.amazonaws.com"],
    mesh: { agents: ["system:serviceaccount:istio-system:istio-cni"] },
};

/** As little as a cluster can have. */
export const LEAST_SETTINGS: AdmissionSettings = {
    platform: { users: ["local-admin"], groups: [] },
    controllers: [],
    operators: [],
    registries: ["docker.io/library/"],
    priorityClasses: [],
    tokenAudiences: [],
};
