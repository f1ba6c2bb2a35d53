import assert from "node:assert/strict";

import { tenantRoleLeastPrivilege as rule } from "../../policy/rules/tenant-role-least-privilege.ts";
import {
    ACME_LABELS,
    changed,
    UNKNOWN,
    UnknownValueError,
    violationsOf,
    violationsOfPatch,
    without,
    type Declared,
} from "./support.ts";

const RBAC = "rbac.authorization.k8s.io/v1";

const ROLE: Declared = {
    apiVersion: RBAC,
    kind: "Role",
    metadata: { name: "tenant-role", namespace: "tenant-acme", labels: ACME_LABELS },
    rules: [
        { apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "patch"] },
    ],
};

const BINDING: Declared = {
    apiVersion: RBAC,
    kind: "RoleBinding",
    metadata: { name: "tenant-role-binding", namespace: "tenant-acme", labels: ACME_LABELS },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "tenant-role" },
    subjects: [
        { kind: "ServiceAccount", name: "tenant-service-account", namespace: "tenant-acme" },
    ],
};

const CLUSTER_BINDING: Declared = {
    apiVersion: RBAC,
    kind: "ClusterRoleBinding",
    metadata: { name: "operator" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "operator" },
    subjects: [
        { kind: "ServiceAccount", name: "operator", namespace: "neurallog-operator-system" },
    ],
};

const RESOURCES = ["rules", 0, "resources"];
const VERBS = ["rules", 0, "verbs"];

function roleMessage(fault: string) {
    return `Role tenant-acme/tenant-role: rules[0]${fault}`;
}

describe("policy tenant-role-least-privilege", () => {
    describe("roles", () => {
        it("accepts a role that reads the tenant's own objects", () => {
            assert.deepEqual(violationsOf(rule, ROLE), []);
        });

        for (const [path, wildcard] of [
            [["rules", 0, "apiGroups"], "*"],
            [RESOURCES, "*"],
            [RESOURCES, "*/scale"],
            [VERBS, "*"],
        ] as const) {
            const field = path.at(-1);
            it(`refuses ${wildcard} in ${field}`, () => {
                assert.deepEqual(violationsOf(rule, changed(ROLE, path, [wildcard])), [
                    roleMessage(
                        `.${field} must have no wildcard, but it has "${wildcard}". ` +
                            "List what is needed: a wildcard also grants what Kubernetes adds later.",
                    ),
                ]);
            });
        }

        for (const [resource, meaning] of [
            ["secrets", "it discloses every credential of the namespace"],
            ["secrets/status", "it discloses every credential of the namespace"],
            ["pods/exec", "it acts with the pod's identity and reads all the pod can read"],
            ["pods/attach", "it acts with the pod's identity and reads all the pod can read"],
            ["pods/portforward", "it acts with the pod's identity and reads all the pod can read"],
            ["pods/proxy", "it acts with the pod's identity and reads all the pod can read"],
            [
                "pods/ephemeralcontainers",
                "it acts with the pod's identity and reads all the pod can read",
            ],
            ["services/proxy", "it acts with the pod's identity and reads all the pod can read"],
            ["serviceaccounts/token", "it mints a token of any service account"],
            ["nodes/proxy", "it gives away the whole cluster"],
        ] as const) {
            it(`refuses ${resource}, were it only to get`, () => {
                const role = changed(changed(ROLE, RESOURCES, [resource]), VERBS, ["get"]);
                assert.deepEqual(violationsOf(rule, role), [
                    roleMessage(`.resources must not have "${resource}": ${meaning}. Remove it.`),
                ]);
            });
        }

        for (const [resource, meaning] of [
            ["namespaces", "its labels switch Pod Security and the mesh"],
            ["namespaces/finalize", "its labels switch Pod Security and the mesh"],
            ["roles", "it is one of the guards around the tenant"],
            ["rolebindings", "it is one of the guards around the tenant"],
            ["clusterroles", "it is one of the guards around the tenant"],
            ["clusterrolebindings", "it is one of the guards around the tenant"],
            ["networkpolicies", "it is one of the guards around the tenant"],
            ["resourcequotas", "it is one of the guards around the tenant"],
            ["limitranges", "it is one of the guards around the tenant"],
            ["authorizationpolicies", "it is one of the guards around the tenant"],
            ["peerauthentications", "it is one of the guards around the tenant"],
            ["services/status", "it diverts traffic meant for others"],
            ["endpoints", "it diverts traffic meant for others"],
            ["endpointslices", "it diverts traffic meant for others"],
            ["persistentvolumes", "it gives away the whole cluster"],
            ["certificatesigningrequests/approval", "it gives away the whole cluster"],
            ["mutatingwebhookconfigurations", "it gives away the whole cluster"],
            ["validatingwebhookconfigurations", "it gives away the whole cluster"],
        ] as const) {
            it(`accepts reading ${resource}, and refuses writing it`, () => {
                const reader = changed(ROLE, RESOURCES, [resource]);
                assert.deepEqual(violationsOf(rule, reader), []);
                const writer = changed(reader, VERBS, ["get", "create", "patch"]);
                assert.deepEqual(violationsOf(rule, writer), [
                    roleMessage(
                        `.verbs must not have "create", "patch" on "${resource}": ${meaning}. ` +
                            "Grant get, list and watch at most.",
                    ),
                ]);
            });
        }

        for (const verb of ["create", "update", "patch", "delete", "deletecollection"]) {
            it(`takes ${verb} for writing`, () => {
                const role = changed(changed(ROLE, RESOURCES, ["roles"]), VERBS, [verb]);
                assert.equal(violationsOf(rule, role).length, 1);
            });
        }

        for (const verb of ["impersonate", "bind", "escalate"]) {
            it(`refuses the verb ${verb}`, () => {
                assert.deepEqual(violationsOf(rule, changed(ROLE, VERBS, [verb])), [
                    roleMessage(
                        `.verbs must not have "${verb}": it leads to rights the tenant does not have. Remove it.`,
                    ),
                ]);
            });
        }

        it("refuses a patch that grants secrets", () => {
            assert.deepEqual(violationsOfPatch(rule, changed(ROLE, RESOURCES, ["secrets"])), [
                roleMessage(
                    '.resources must not have "secrets": it discloses every credential of the namespace. Remove it.',
                ),
            ]);
        });

        for (const path of [["rules"], ["rules", 0], RESOURCES, [...RESOURCES, 0], [...VERBS, 2]]) {
            it(`accepts a role without ${path.join(".")}, which grants less`, () => {
                assert.deepEqual(violationsOf(rule, without(ROLE, path)), []);
            });

            it(`says nothing of ${path.join(".")} that is not known yet`, () => {
                const role = changed(ROLE, path, UNKNOWN);
                assert.throws(() => violationsOf(rule, role), UnknownValueError);
            });
        }

        it("leaves roles of the platform and roles without metadata alone", () => {
            const role = changed(ROLE, RESOURCES, ["secrets"]);
            const metadata = { name: "istiod", namespace: "istio-system" };
            assert.deepEqual(violationsOf(rule, changed(role, ["metadata"], metadata)), []);
            assert.deepEqual(violationsOf(rule, without(role, ["metadata"])), []);
        });
    });

    describe("bindings", () => {
        it("accepts a tenant's binding to its role, and a platform's to a cluster role", () => {
            assert.deepEqual(violationsOf(rule, BINDING), []);
            assert.deepEqual(violationsOf(rule, CLUSTER_BINDING), []);
        });

        it("refuses a cluster role in a tenant's namespace", () => {
            const roleRef = {
                ...(BINDING["roleRef"] as object),
                kind: "ClusterRole",
                name: "edit",
            };
            assert.deepEqual(violationsOf(rule, changed(BINDING, ["roleRef"], roleRef)), [
                'RoleBinding tenant-acme/tenant-role-binding: roleRef.kind must be "Role", ' +
                    'but it is "ClusterRole" (edit). Bind a Role of the tenant\'s namespace.',
            ]);
        });

        it("refuses a binding to nothing, unless it is a patch", () => {
            const binding = without(BINDING, ["roleRef"]);
            assert.deepEqual(violationsOf(rule, binding), [
                'RoleBinding tenant-acme/tenant-role-binding: roleRef.kind must be "Role", ' +
                    "but it is absent. Bind a Role of the tenant's namespace.",
            ]);
            assert.deepEqual(violationsOfPatch(rule, binding), []);
        });

        const acme = { kind: "ServiceAccount", name: "default", namespace: "tenant-acme" };
        const beta = { kind: "ServiceAccount", name: "default", namespace: "tenant-beta" };
        const betaGroup = { kind: "Group", name: "system:serviceaccounts:tenant-beta" };
        const betaUser = { kind: "User", name: "system:serviceaccount:tenant-beta:default" };
        const everyone = ["serviceaccounts", "authenticated", "unauthenticated"].map((group) => ({
            kind: "Group",
            name: `system:${group}`,
        }));

        for (const [binding, subjects, whom] of [
            [CLUSTER_BINDING, [acme], "the tenant namespace tenant-acme"],
            [CLUSTER_BINDING, [beta, betaGroup, betaUser], "the tenant namespace tenant-beta"],
            [BINDING, [beta, betaGroup, betaUser], "the tenant namespace tenant-beta"],
            [CLUSTER_BINDING, everyone, "every tenant"],
            [BINDING, everyone, "every tenant"],
            [
                changed(BINDING, ["metadata"], { name: "x", namespace: "kube-system" }),
                [acme],
                "the tenant namespace tenant-acme",
            ],
        ] as const) {
            for (const subject of subjects) {
                const { name, namespace } = binding["metadata"] as Record<string, string>;
                const object = [namespace, name].filter((part) => part !== undefined).join("/");
                it(`refuses ${subject.kind} ${subject.name} in ${binding.kind} ${object}`, () => {
                    assert.deepEqual(
                        violationsOf(rule, changed(binding, ["subjects", 0], subject)),
                        [
                            `${binding.kind} ${object}: subjects[0] must not be "${subject.name}", which gives ` +
                                `${whom} rights outside its namespace. ` +
                                "Bind accounts of the platform, or a Role in the tenant's namespace.",
                        ],
                    );
                });
            }
        }

        it("accepts a binding without subjects", () => {
            assert.deepEqual(violationsOf(rule, without(BINDING, ["subjects"])), []);
            assert.deepEqual(violationsOf(rule, changed(BINDING, ["subjects", 0], null)), []);
        });

        for (const path of [["subjects"], ["subjects", 0, "namespace"], ["roleRef", "kind"]]) {
            it(`says nothing of ${path.join(".")} that is not known yet`, () => {
                const binding = changed(BINDING, path, UNKNOWN);
                assert.throws(() => violationsOf(rule, binding), UnknownValueError);
            });
        }

        it("leaves bindings of the platform alone", () => {
            const metadata = { name: "leader", namespace: "neurallog-operator-system" };
            const binding = changed(CLUSTER_BINDING, ["metadata"], metadata);
            assert.deepEqual(violationsOf(rule, { ...binding, kind: "RoleBinding" }), []);
        });
    });
});
