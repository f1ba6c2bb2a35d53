import assert from "node:assert/strict";

import { TENANT_POOL } from "../../tenancy/admission/index.ts";
import { accepted, finding, findingsOf } from "./stack-file.ts";

const LEAST = {
    platform: { groups: ["neurallog:platform"] },
    registries: ["ghcr.io/neurallog/"],
};

function settings(admission: object, more: object = {}) {
    const stack = accepted({ "neurallog:admission": { ...LEAST, ...admission }, ...more });
    assert.equal(stack.role, "workload");
    return stack.admission;
}

describe("neurallog:admission", () => {
    it("is absent unless it is named", () => {
        const stack = accepted({});
        assert.ok(stack.role === "workload" && stack.admission === undefined);
    });

    it("needs to be told who the platform is and where images come from, and nothing else", () => {
        assert.deepEqual(settings({}), {
            platform: { users: [], groups: ["neurallog:platform"] },
            registries: ["ghcr.io/neurallog/"],
            controllers: [],
            operators: [],
            priorityClasses: [],
            tokenAudiences: [],
            pool: TENANT_POOL,
        });
    });

    it("leaves pods on any node where tenants have none of their own", () => {
        assert.equal(settings({ tenantPool: false })?.pool, undefined);
    });

    it("judges who leaves the mesh where there is one", () => {
        const meshed = settings({ meshAgents: ["istio-cni"] }, { "neurallog:mesh": {} });
        assert.deepEqual(meshed?.mesh, { agents: ["istio-cni"] });
        assert.deepEqual(settings({}, { "neurallog:mesh": {} })?.mesh, {
            agents: ["system:serviceaccount:istio-system:istio-cni"],
        });
        assert.equal(settings({ meshAgents: ["istio-cni"] })?.mesh, undefined);
    });

    for (const [what, admission, path, got, rule] of [
        [
            "a platform that is nobody",
            { platform: {} },
            "neurallog:admission.platform",
            "an empty map",
            "at least one user or group",
        ],
        [
            "a platform that everybody is",
            { platform: { groups: ["system:authenticated"] } },
            "neurallog:admission.platform.groups[0]",
            `"system:authenticated"`,
            "a group that not everybody is in: system:authenticated and its like guard against nobody",
        ],
        [
            "a platform that every pod is",
            { platform: { groups: ["system:serviceaccounts:tenant-acme"] } },
            "neurallog:admission.platform.groups[0]",
            `"system:serviceaccounts:tenant-acme"`,
            "a group that not everybody is in: system:authenticated and its like guard against nobody",
        ],
        [
            "tokens for the API server",
            { tokenAudiences: ["https://kubernetes.default.svc"] },
            "neurallog:admission.tokenAudiences[0]",
            `"https://kubernetes.default.svc"`,
            "an audience other than the API server's own",
        ],
        [
            "no registry",
            { registries: [] },
            "neurallog:admission.registries",
            "an empty list",
            "a list of at least one registry",
        ],
        [
            "a registry with a scheme",
            { registries: ["https://ghcr.io"] },
            "neurallog:admission.registries[0]",
            `"https://ghcr.io"`,
            "a registry and a path, such as ghcr.io/neurallog/",
        ],
    ] as const) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(findingsOf({ "neurallog:admission": { ...LEAST, ...admission } }), [
                finding(path, got, rule),
            ]);
        });
    }
});
