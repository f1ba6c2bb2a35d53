import assert from "node:assert/strict";

import type { Answer } from "./api.ts";
import type { Cluster } from "./cluster.ts";

import { admissionObjects } from "../../tenancy/admission/index.ts";
import { resources, validatingPolicy } from "../../tenancy/admission/policy.ts";
import { tenantOf } from "../support/tenants.ts";
import { pathOf } from "./api.ts";
import { CONTAINER, JANE, LEAVER, PLATFORM, podWith, TENANT, until } from "./cluster.ts";
import { assertAdmitted, patch } from "./judge.ts";
import { LEAST_SETTINGS, SETTINGS } from "./settings.ts";

interface Checked {
    readonly metadata: { readonly name: string; readonly generation: number };
    readonly status?: {
        readonly observedGeneration?: number;
        readonly typeChecking?: { readonly expressionWarnings?: { warning: string }[] };
    };
}

/** What Kubernetes' own type check says of each policy. */
async function warnings(cluster: Cluster): Promise<Record<string, string[]>> {
    let policies: Checked[] = [];
    await until("every policy is type-checked", async () => {
        const path = pathOf("ValidatingAdmissionPolicy");
        const { body } = await cluster.api.call("GET", path);
        policies = body.items as Checked[];
        const late = policies.filter(
            ({ metadata, status }) => status?.observedGeneration !== metadata.generation,
        );
        return late.length === 0 || late.map(({ metadata }) => metadata.name).join(", ");
    });
    return Object.fromEntries(
        policies.map(({ metadata, status }) => [
            metadata.name,
            (status?.typeChecking?.expressionWarnings ?? []).map(({ warning }) => warning),
        ]),
    );
}

export function policies(cluster: Cluster): void {
    describe("the policies", () => {
        it("name no field that does not exist", async () => {
            const [misspelt = {}] = validatingPolicy({
                name: "misspelt",
                resources: [resources("", ["pods"], ["CREATE"])],
                rules: [{ expression: 'object.spec.nodName == ""', message: "" }],
            });
            await cluster.apply(misspelt);
            const { "misspelt.neurallog.io": found, ...own } = await warnings(cluster);
            assert.match(found?.join() ?? "", /undefined field 'nodName'/);
            const expected = admissionObjects(SETTINGS)
                .filter(({ kind }) => kind === "ValidatingAdmissionPolicy")
                .map(({ metadata }) => metadata.name);
            assert.deepEqual(Object.keys(own).sort(), expected.sort());
            assert.deepEqual(Object.values(own).flat(), []);
        });

        it("are accepted with as few settings as there can be", async () => {
            for (const object of admissionObjects(LEAST_SETTINGS)) {
                const path = pathOf(object.kind, undefined, object.metadata.name);
                const query = "fieldManager=tests&force=true&dryRun=All";
                assertAdmitted(
                    await cluster.api.call("PATCH", `${path}?${query}`, object, PLATFORM),
                );
            }
        });

        it("tell a Deployment why it has no pods", async () => {
            const labels = { app: "foreign" };
            const { spec } = podWith({ containers: [{ ...CONTAINER, image: "nginx" }] });
            await cluster.make(
                {
                    apiVersion: "apps/v1",
                    kind: "Deployment",
                    metadata: { name: "foreign" },
                    spec: {
                        selector: { matchLabels: labels },
                        template: { metadata: { labels }, spec },
                    },
                },
                TENANT,
            );
            let message = "";
            await until("the deployment has failed", async () => {
                const path = pathOf("Deployment", TENANT, "foreign");
                const { body } = await cluster.api.call("GET", path);
                const { conditions = [] } = body.status as {
                    conditions?: { type: string; message: string }[];
                };
                const failure = conditions.find(({ type }) => type === "ReplicaFailure");
                message = failure?.message ?? "";
                return failure !== undefined;
            });
            assert.match(message, /'tenant-images.neurallog.io'.*: nginx: a tenant's images/);
        });

        it("judge an update by what it changes, so that what is older than they are ends well", async () => {
            const late = "late";
            const tenant = tenantOf("starter", late);
            await cluster.apply({
                apiVersion: "v1",
                kind: "Namespace",
                metadata: { name: late },
            });
            await cluster.make(
                podWith(
                    {
                        containers: [{ name: "main", image: "nginx" }],
                        tolerations: [{ operator: "Exists" }],
                    },
                    { labels: { "istio.io/dataplane-mode": "none" } },
                ),
                late,
            );
            const labels = { "neurallog.io/tenant-id": tenant.id };
            await cluster.apply({
                apiVersion: "v1",
                kind: "Namespace",
                metadata: { name: late, labels },
            });
            const changed = (image: string) =>
                patch("Pod", "web", [
                    { op: "replace", path: "/spec/containers/0/image", value: image },
                ]);
            let answer: Answer | undefined;
            await until("the policies hold in the namespace", async () => {
                answer = await changed("httpd")(cluster, late);
                return answer.status >= 400;
            });
            assert.match(answer?.body.message ?? "", /Pod late\/web: httpd: /);
            const finalize = { metadata: { finalizers: ["example.com/done"] } };
            assertAdmitted(await patch("Pod", "web", finalize)(cluster, late));
        });

        it("let a namespace go with everything in it", async () => {
            const path = pathOf("Namespace", undefined, LEAVER);
            await until("the namespace is gone", async () => {
                const { status, body } = await cluster.api.call("GET", path);
                return status === 404 || JSON.stringify(body.status);
            });
        });

        it("of the whole cluster are what refuses: without their bindings nothing does", async () => {
            const attempts = {
                "tenant-namespaces": () =>
                    cluster.create({
                        apiVersion: "v1",
                        kind: "Namespace",
                        metadata: { name: "tenant-evil" },
                    }),
                "tenant-objects": () =>
                    cluster.patch(pathOf("Tenant", undefined, "acme-corp"), {
                        spec: { planId: "enterprise" },
                    }),
            };
            const bindings = admissionObjects(SETTINGS).filter(
                ({ kind, metadata: { name } }) =>
                    kind === "ValidatingAdmissionPolicyBinding" &&
                    Object.keys(attempts).includes(name.replace(".neurallog.io", "")),
            );
            assert.equal(bindings.length, 2);
            for (const { kind, metadata } of bindings) {
                const path = pathOf(kind, undefined, metadata.name);
                await cluster.api.call("DELETE", path, undefined, PLATFORM);
            }
            for (const [policy, attempt] of Object.entries(attempts)) {
                await until(`${policy} lets ${JANE.user} pass`, async () => {
                    const answer = await attempt();
                    return answer.status < 300 || (answer.body.message ?? "");
                });
            }
            await cluster.applyAll(bindings);
            for (const [policy, attempt] of Object.entries(attempts)) {
                await until(`${policy} holds again`, async () => (await attempt()).status >= 400);
                const answer = await attempt();
                assert.match(answer.body.message ?? "", new RegExp(`'${policy}.neurallog.io'`));
            }
        });
    });
}
