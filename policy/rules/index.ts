import type { Policies } from "@pulumi/policy";

import { networkPolicyClosed } from "./network-policy-closed.ts";
import { quotaWithinPlan } from "./quota-within-plan.ts";
import { serviceAccountWithoutToken } from "./service-account-without-token.ts";
import { storageClassEncrypted } from "./storage-class-encrypted.ts";
import { tenantLabelsComplete } from "./tenant-labels.ts";
import { tenantNamespacePodSecurity } from "./tenant-namespace-pod-security.ts";
import { tenantNamespaceQuota } from "./tenant-namespace-quota.ts";
import { tenantRoleLeastPrivilege } from "./tenant-role-least-privilege.ts";

/** Every rule of the pack. Apart from `policy/index.ts`, since a pack serves the engine as soon as it is made. */
export const RULES: Readonly<Policies> = [
    tenantNamespacePodSecurity,
    tenantNamespaceQuota,
    tenantRoleLeastPrivilege,
    networkPolicyClosed,
    serviceAccountWithoutToken,
    storageClassEncrypted,
    tenantLabelsComplete,
    quotaWithinPlan,
];
