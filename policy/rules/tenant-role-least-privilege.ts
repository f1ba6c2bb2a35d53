import type { ReportViolation, ResourceValidationPolicy } from "@pulumi/policy";

import {
    butItIs,
    fields,
    isLeftAlone,
    list,
    text,
    texts,
    validateObjects,
    type DeclaredObject,
    type Fields,
} from "../declared-object.ts";
import {
    ESCALATING_VERBS,
    FORBIDDEN_RESOURCES,
    grantMeaning,
    READ_ONLY_RESOURCES,
    WRITING_VERBS,
} from "../forbidden-grants.ts";
import { tenantOf, tenantOfNamespace } from "../tenant.ts";

const ROLE = "Role.rbac.authorization.k8s.io";
const ROLE_BINDING = "RoleBinding.rbac.authorization.k8s.io";
const CLUSTER_ROLE_BINDING = "ClusterRoleBinding.rbac.authorization.k8s.io";

/** The groups that every pod of every tenant is in. */
const GROUPS_OF_ALL_TENANTS = [
    "system:serviceaccounts",
    "system:authenticated",
    "system:unauthenticated",
];

/**
 * A resource counts by its name, whatever its API group: a network plugin's own `networkpolicies` are a guard too.
 */
export const tenantRoleLeastPrivilege: ResourceValidationPolicy = {
    name: "tenant-role-least-privilege",
    description:
        "A tenant's Role reads no secrets, has no wildcards and changes no guard; a tenant is bound to Roles of " +
        "its own namespace only.",
    enforcementLevel: "mandatory",
    validateResource: validateObjects(
        [ROLE, ROLE_BINDING, CLUSTER_ROLE_BINDING],
        (object, reportViolation) => {
            if (object.type === ROLE && tenantOf(object) !== undefined) {
                validateRole(object, reportViolation);
            }
            if (object.type === ROLE_BINDING && tenantOf(object) !== undefined) {
                validateReference(object, reportViolation);
            }
            if (object.type !== ROLE) {
                validateSubjects(object, reportViolation);
            }
        },
    ),
};

function validateRole(role: DeclaredObject, reportViolation: ReportViolation): void {
    list(role.props["rules"]).forEach((rule, index) => {
        for (const fault of faultsOfRule(fields(rule))) {
            reportViolation(`${role.label}: rules[${index}]${fault}`);
        }
    });
}

/** What is wrong with a rule of a Role, each to follow the rule's path. */
function faultsOfRule(rule: Fields): string[] {
    const faults: string[] = [];
    for (const field of ["apiGroups", "resources", "verbs"]) {
        for (const wildcard of texts(rule[field]).filter((value) => value.includes("*"))) {
            faults.push(
                `.${field} must have no wildcard, but it has "${wildcard}". ` +
                    "List what is needed: a wildcard also grants what Kubernetes adds later.",
            );
        }
    }
    const verbs = texts(rule["verbs"]);
    for (const verb of verbs.filter((value) => ESCALATING_VERBS.includes(value))) {
        faults.push(
            `.verbs must not have "${verb}": it leads to rights the tenant does not have. Remove it.`,
        );
    }
    const writing = verbs.filter((verb) => verb === "*" || WRITING_VERBS.includes(verb));
    for (const resource of texts(rule["resources"])) {
        const forbidden = grantMeaning(FORBIDDEN_RESOURCES, resource);
        if (forbidden !== undefined) {
            faults.push(`.resources must not have "${resource}": ${forbidden}. Remove it.`);
        }
        const readOnly = grantMeaning(READ_ONLY_RESOURCES, resource);
        if (readOnly !== undefined && writing.length > 0) {
            faults.push(
                `.verbs must not have ${quoted(writing)} on "${resource}": ${readOnly}. ` +
                    "Grant get, list and watch at most.",
            );
        }
    }
    return faults;
}

/** A ClusterRole is written for others and grows with them; the rule above has never seen it. */
function validateReference(binding: DeclaredObject, reportViolation: ReportViolation): void {
    const { kind, name } = fields(binding.props["roleRef"]);
    if (kind !== "Role" && !isLeftAlone(binding, binding.props, "roleRef")) {
        reportViolation(
            `${binding.label}: roleRef.kind must be "Role", ${butItIs(kind)}` +
                `${typeof name === "string" ? ` (${name})` : ""}. Bind a Role of the tenant's namespace.`,
        );
    }
}

/** Rights outside its namespace are what a tenant must never have, whoever hands them out. */
function validateSubjects(binding: DeclaredObject, reportViolation: ReportViolation): void {
    list(binding.props["subjects"])
        .map(fields)
        .forEach((subject, index) => {
            const { namespace, isEveryone } = holdersOf(subject);
            if (isEveryone || (namespace !== undefined && namespace !== binding.namespace)) {
                const whom = isEveryone ? "every tenant" : `the tenant namespace ${namespace}`;
                reportViolation(
                    `${binding.label}: subjects[${index}] must not be ${quoted([text(subject["name"]) ?? ""])}, ` +
                        `which gives ${whom} rights outside its namespace. ` +
                        "Bind accounts of the platform, or a Role in the tenant's namespace.",
                );
            }
        });
}

/** The tenant namespace whose accounts a subject is, or whether it is those of every tenant. */
function holdersOf(subject: Fields): { namespace?: string | undefined; isEveryone: boolean } {
    const name = text(subject["name"]) ?? "";
    const [, ofGroupOrUser] = /^system:serviceaccounts?:([^:]+)/.exec(name) ?? [];
    const namespace =
        subject["kind"] === "ServiceAccount" ? text(subject["namespace"]) : ofGroupOrUser;
    return {
        namespace: tenantOfNamespace(namespace) === undefined ? undefined : namespace,
        isEveryone: GROUPS_OF_ALL_TENANTS.includes(name),
    };
}

function quoted(values: readonly string[]): string {
    return values.map((value) => `"${value}"`).join(", ");
}
