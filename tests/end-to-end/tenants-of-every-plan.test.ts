import assert from "node:assert/strict";
import { join } from "node:path";

import { PLAN_NAMES, PLANS } from "../../tenancy/plans.ts";
import { readKubeconfig } from "../../tools/control-plane/kubeconfig.ts";
import { ensureEngine } from "../../tools/engine/engine.ts";
import { pulumi } from "../../tools/engine/pulumi.ts";
import { Api } from "../admission/api.ts";
import { Checkout, localStack, WITHOUT_ADMISSION } from "../support/checkout.ts";
import { eventually } from "../support/cluster.ts";

const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/** What the role gives, and nothing else in the tenant's own namespace. */
const GRANTED = [
    ...[
        "/pods",
        "/services",
        "/configmaps",
        "apps/deployments",
        "apps/replicasets",
        "/events",
    ].flatMap((resource) => ["get", "list", "watch"].map((verb) => `${verb} ${resource}`)),
    "get /pods/log",
    "list /pods/log",
].sort();

/** What Kubernetes lets whoever has a name ask about itself, everywhere. */
const ASKING_ABOUT_ONESELF = [
    "create authentication.k8s.io/selfsubjectreviews",
    "create authorization.k8s.io/selfsubjectaccessreviews",
    "create authorization.k8s.io/selfsubjectrulesreviews",
];

interface Resource {
    readonly group: string;
    readonly name: string;
}

const PROBE = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { generateName: "probe-" },
    spec: {
        containers: [
            {
                name: "probe",
                image: `registry.example/probe@sha256:${"0".repeat(64)}`,
                securityContext: {
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ["ALL"] },
                    runAsNonRoot: true,
                    seccompProfile: { type: "RuntimeDefault" },
                },
            },
        ],
    },
};

describe("tenants of every plan on a real API server", function () {
    this.timeout(180_000);

    let checkout: Checkout;
    let admin: Api;
    const clients: Api[] = [];

    const client = (token?: string) => {
        const access = readKubeconfig(checkout.kubeconfig);
        assert.ok(access);
        const api = new Api(token === undefined ? access : { ...access, token });
        clients.push(api);
        return api;
    };

    before(async () => {
        checkout = new Checkout(
            localStack(
                Object.fromEntries(
                    PLAN_NAMES.map((plan) => [
                        `on-${plan}`,
                        { plan, billingEmail: `billing@${plan}.example` },
                    ]),
                ),
                WITHOUT_ADMISSION,
            ),
        );
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        admin = client();
        await eventually("every quota counts", async () => {
            const { body } = await admin.call("GET", "/api/v1/resourcequotas");
            const quotas = body["items"] as { status?: { used?: Record<string, string> } }[];
            return quotas.every(({ status }) => status?.used?.["persistentvolumeclaims"] === "1");
        });
    });

    after(async () => {
        for (const api of clients) {
            api.close();
        }
        await checkout.remove();
    });

    /** Every resource of the API server, with its subresources. */
    async function resources(): Promise<Resource[]> {
        const { body } = await admin.call("GET", "/apis");
        const groups = body["groups"] as { name: string; versions: { groupVersion: string }[] }[];
        const paths = [
            { group: "", path: "/api/v1" },
            ...groups.flatMap(({ name, versions }) =>
                versions.map(({ groupVersion }) => ({
                    group: name,
                    path: `/apis/${groupVersion}`,
                })),
            ),
        ];
        const found = new Map<string, Resource>();
        for (const { group, path } of paths) {
            const list = await admin.call("GET", path);
            for (const { name } of list.body["resources"] as { name: string }[]) {
                found.set(`${group}/${name}`, { group, name });
            }
        }
        return [...found.values()];
    }

    /** Everything that the tenant's service account may do in a namespace, by its own question to the API server. */
    async function rightsIn(namespace: string): Promise<string[]> {
        const minted = await admin.call(
            "POST",
            "/api/v1/namespaces/tenant-on-starter/serviceaccounts/tenant-service-account/token",
            { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
        );
        const { token } = minted.body["status"] as { token: string };
        const account = client(token);
        const questions = (await resources()).flatMap((resource) =>
            VERBS.map((verb) => ({ verb, resource })),
        );
        assert.ok(questions.length > 500, `${questions.length} questions`);
        const rights: string[] = [];
        const ask = async () => {
            for (let next = questions.pop(); next !== undefined; next = questions.pop()) {
                const { verb, resource } = next;
                const [name, subresource] = resource.name.split("/");
                const { body } = await account.call(
                    "POST",
                    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                    {
                        apiVersion: "authorization.k8s.io/v1",
                        kind: "SelfSubjectAccessReview",
                        spec: {
                            resourceAttributes: {
                                verb,
                                namespace,
                                group: resource.group,
                                resource: name,
                                subresource,
                            },
                        },
                    },
                );
                if ((body["status"] as { allowed: boolean }).allowed) {
                    rights.push(`${verb} ${resource.group}/${resource.name}`);
                }
            }
        };
        await Promise.all(Array.from({ length: 16 }, ask));
        return rights.sort();
    }

    it("give their service account the listed rights in its own namespace, and no other", async () => {
        assert.deepEqual(
            await rightsIn("tenant-on-starter"),
            [...GRANTED, ...ASKING_ABOUT_ONESELF].sort(),
        );
    });

    for (const elsewhere of ["tenant-on-professional", "kube-system", "default"]) {
        it(`give their service account no right in ${elsewhere}`, async () => {
            assert.deepEqual(await rightsIn(elsewhere), ASKING_ABOUT_ONESELF);
        });
    }

    it("admit pods to the last that the plan has, all at once and without touching each other", async () => {
        const fill = async (plan: (typeof PLAN_NAMES)[number]) => {
            const pods = Number(PLANS[plan].quota["pods"]);
            const path = `/api/v1/namespaces/tenant-on-${plan}/pods`;
            let admitted = 0;
            const refusals: string[] = [];
            for (let attempt = 1; attempt <= pods + 2; attempt++) {
                const { status, body } = await admin.call("POST", path, PROBE);
                if (status === 201) {
                    admitted++;
                } else {
                    refusals.push(`${attempt}: ${body.message ?? ""}`);
                }
            }
            assert.equal(admitted, pods, `${plan}: ${refusals[0] ?? ""}`);
            assert.equal(refusals.length, 2);
            assert.match(
                refusals[0] ?? "",
                new RegExp(
                    `^${pods + 1}: .*exceeded quota: tenant-${plan}-quota, requested: .*pods=1.* used: .*pods=${pods}.* limited: .*pods=${pods}`,
                ),
            );
        };
        await Promise.all(PLAN_NAMES.map(fill));
    });

    it("are repaired when somebody edits or deletes their objects by hand", async () => {
        const directory = join(checkout.directory, ".local", "run");
        const project = join(directory, "project");
        const policies = "/apis/networking.k8s.io/v1/namespaces/tenant-on-starter/networkpolicies";
        const quota = "/api/v1/namespaces/tenant-on-starter/resourcequotas/tenant-starter-quota";
        await admin.call("DELETE", `${policies}/default-deny`);
        await admin.call("PATCH", quota, { spec: { hard: { pods: "1000" } } });

        const engine = await ensureEngine({ report: () => undefined });
        const refresh = ["refresh", "--stack", "local", "--config-file"];
        const preview = await pulumi(
            engine,
            [...refresh, join(project, "Pulumi.local.yaml"), "--preview-only", "--diff"],
            { directory, cwd: checkout.directory },
        );
        assert.equal(preview.code, 0, preview.stdout + preview.stderr);
        assert.match(preview.stdout, /default-deny/);
        assert.match(preview.stdout, /tenant-quota/);

        const refreshed = await pulumi(
            engine,
            [...refresh, join(project, "Pulumi.local.yaml"), "--yes", "--skip-preview"],
            { directory, cwd: checkout.directory },
        );
        assert.equal(refreshed.code, 0, refreshed.stdout + refreshed.stderr);
        const { code, output } = await checkout.up();
        assert.equal(code, 0, output);
        assert.equal((await admin.call("GET", `${policies}/default-deny`)).status, 200);
        const { body } = await admin.call("GET", quota);
        assert.equal((body["spec"] as { hard: Record<string, string> }).hard["pods"], "10");
    });
});
