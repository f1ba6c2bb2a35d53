import assert from "node:assert/strict";

import type { StackValidationPolicy } from "@pulumi/policy";

import type { Tenant } from "../../tenancy/tenant.ts";

import { RULES } from "../../policy/rules/index.ts";
import { tenantObjects } from "../../tenancy/blueprint/index.ts";
import { PLAN_NAMES } from "../../tenancy/plans.ts";
import { STORAGE_CLASSES } from "../../tenancy/storage-classes.ts";
import {
    ACME_CORP,
    CLUSTER,
    MESHED_CLUSTER,
    SERVING_CLUSTER,
    tenantOf,
} from "../support/tenants.ts";
import type { Declared } from "./support.ts";
import { stackResource, violationsOf, violationsOfStack } from "./support.ts";

const isStackRule = (rule: (typeof RULES)[number]): rule is StackValidationPolicy =>
    "validateStack" in rule;

for (const [where, cluster] of [
    ["", CLUSTER],
    [" in a mesh", MESHED_CLUSTER],
    [" with services", SERVING_CLUSTER],
    [" with backups", { ...CLUSTER, backup: { namespace: "velero", finalBackupDays: 365 } }],
] as const) {
    describe(`the blueprint${where} under the policy pack`, () => {
        const tenants: Tenant[] = [
            ACME_CORP,
            ...PLAN_NAMES.map((plan) => tenantOf(plan)),
            { ...tenantOf("starter", "away"), state: "suspended" },
            {
                ...tenantOf("enterprise", "leaving"),
                state: "offboarding",
                until: "2026-12-31",
                deletionConfirmed: false,
            },
        ];
        const objects = [
            ...tenants.flatMap((tenant) => tenantObjects(tenant, cluster)),
            ...Object.values(STORAGE_CLASSES),
        ] as unknown as Declared[];

        for (const rule of RULES) {
            it(`violates nothing of ${rule.name}`, () => {
                const violations = isStackRule(rule)
                    ? violationsOfStack(
                          rule,
                          objects.map((object) => stackResource(object)),
                      )
                    : objects.flatMap((object) => violationsOf(rule, object));
                assert.deepEqual(violations, []);
            });
        }
    });
}
