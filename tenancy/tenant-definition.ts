import type {
    CustomResourceDefinition,
    JSONSchemaProps,
} from "kubernetes-types/apiextensions/v1.js";

import { PLATFORM_LABELS } from "./labels.ts";
import { TENANT_STATES } from "./life-cycle/state.ts";
import { PLAN_NAMES } from "./plans.ts";
import { STORAGE_CLASS_NAMES } from "./storage-classes.ts";
import { RESERVED_TENANT_IDS, TENANT_ID_MAX_LENGTH, TENANT_ID_PATTERN } from "./tenant-id.ts";

type TenantDefinition = CustomResourceDefinition & { metadata: { name: string } };

/** The extensions under the names the API server reads; the published types spell them with underscores. */
interface Schema extends JSONSchemaProps {
    readonly "x-kubernetes-validations"?: readonly { rule: string; message: string }[];
    readonly "x-kubernetes-list-type"?: "map";
    readonly "x-kubernetes-list-map-keys"?: readonly string[];
}

function object(properties: Record<string, Schema>, more: Schema = {}): Schema {
    return { type: "object", properties, ...more };
}

/** The length bound keeps the cost the API server reckons for the CEL rules below its limit. */
const quantity = (description: string): Schema => ({
    type: "string",
    description,
    maxLength: 32,
    "x-kubernetes-validations": [
        {
            rule: "isQuantity(self) && quantity(self).isGreaterThan(quantity('0'))",
            message: "must be a quantity above zero, such as 500m, 4 or 8Gi",
        },
    ],
});

const requestsAndLimits = (what: string): Schema =>
    object(
        { requests: quantity(`${what} guaranteed.`), limits: quantity(`${what} at most.`) },
        {
            "x-kubernetes-validations": [
                {
                    rule: [
                        "!has(self.requests) || !has(self.limits)",
                        "!isQuantity(self.requests) || !isQuantity(self.limits)",
                        "quantity(self.requests).compareTo(quantity(self.limits)) <= 0",
                    ].join(" || "),
                    message: "requests must not be above limits",
                },
            ],
        },
    );

const service = (what: string): Schema =>
    object(
        {
            enabled: { type: "boolean", description: `Whether the tenant has ${what}.` },
            replicas: { type: "integer", minimum: 1, maximum: 100, description: "Pods of it." },
            resources: requestsAndLimits("CPU of one replica, in cores,"),
        },
        { required: ["enabled"] },
    );

const reserved = RESERVED_TENANT_IDS.map((id) => `'${id}'`).join(", ");

const spec = object(
    {
        tenantId: {
            type: "string",
            description: "The tenant's id for ever; its namespace is tenant-<id>.",
            pattern: TENANT_ID_PATTERN,
            minLength: 1,
            maxLength: TENANT_ID_MAX_LENGTH,
            "x-kubernetes-validations": [
                { rule: "self == oldSelf", message: "tenantId cannot be changed" },
                { rule: `!(self in [${reserved}])`, message: `must not be one of ${reserved}` },
            ],
        },
        planId: {
            type: "string",
            description: "The plan the tenant has bought.",
            enum: [...PLAN_NAMES],
        },
        state: {
            type: "string",
            description: "Where the tenant stands. Anything but active is frozen.",
            enum: [...TENANT_STATES],
        },
        until: {
            type: "string",
            description:
                "The last day on which the data of a tenant that leaves is kept for certain.",
            format: "date",
        },
        billingEmail: {
            type: "string",
            description: "Where invoices go.",
            format: "email",
            maxLength: 254,
        },
        resources: object(
            {
                cpu: requestsAndLimits("CPU of the whole namespace, in cores,"),
                memory: requestsAndLimits("Memory of the whole namespace, in bytes,"),
                storage: object({
                    requests: quantity("Bytes of all volume claims together."),
                    storageClass: {
                        type: "string",
                        description: "The class of the tenant's data volume.",
                        enum: [...STORAGE_CLASS_NAMES],
                    },
                }),
                pods: { type: "integer", minimum: 1, description: "Pods at most." },
                services: { type: "integer", minimum: 1, description: "Services at most." },
            },
            { description: "A tighter quota than the plan's." },
        ),
        features: object(
            {
                aiEnabled: { type: "boolean" },
                customMetrics: { type: "boolean" },
                realTimeAnalytics: { type: "boolean" },
            },
            { description: "Product features of the tenant." },
        ),
        services: object(
            { logServer: service("a log server"), authService: service("an auth service") },
            { description: "The services the platform runs for the tenant." },
        ),
    },
    { required: ["tenantId", "planId", "billingEmail"] },
);

const status = object({
    phase: {
        type: "string",
        enum: ["Pending", "Creating", "Active", "Updating", "Deleting", "Failed"],
    },
    message: { type: "string" },
    lastUpdated: { type: "string", format: "date-time" },
    observedGeneration: { type: "integer", format: "int64" },
    conditions: {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["type"],
        items: object(
            {
                type: { type: "string", maxLength: 316 },
                status: { type: "string", enum: ["True", "False", "Unknown"] },
                observedGeneration: { type: "integer", format: "int64", minimum: 0 },
                lastTransitionTime: { type: "string", format: "date-time" },
                reason: { type: "string", maxLength: 1024 },
                message: { type: "string", maxLength: 32768 },
            },
            { required: ["type", "status", "lastTransitionTime", "reason", "message"] },
        ),
    },
});

/**
 * The CustomResourceDefinition `tenants.neurallog.io`. Its schema has every field of the specification's sample
 * Tenant, because what a schema does not name the API server silently drops, and a status subresource, because
 * whoever reports on a tenant must not be able to change it.
 */
export const TENANT_DEFINITION: TenantDefinition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "tenants.neurallog.io", labels: { ...PLATFORM_LABELS } },
    spec: {
        group: "neurallog.io",
        scope: "Cluster",
        names: {
            plural: "tenants",
            singular: "tenant",
            kind: "Tenant",
            listKind: "TenantList",
        },
        versions: [
            {
                name: "v1",
                served: true,
                storage: true,
                subresources: { status: {} },
                additionalPrinterColumns: [
                    { name: "Tenant-Id", type: "string", jsonPath: ".spec.tenantId" },
                    { name: "Plan", type: "string", jsonPath: ".spec.planId" },
                    { name: "State", type: "string", jsonPath: ".spec.state" },
                    { name: "Until", type: "string", jsonPath: ".spec.until", priority: 1 },
                    { name: "Phase", type: "string", jsonPath: ".status.phase" },
                    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
                    {
                        name: "Billing-Email",
                        type: "string",
                        jsonPath: ".spec.billingEmail",
                        priority: 1,
                    },
                ],
                schema: {
                    openAPIV3Schema: object(
                        {
                            apiVersion: { type: "string" },
                            kind: { type: "string" },
                            metadata: { type: "object" },
                            spec,
                            status,
                        },
                        {
                            required: ["spec"],
                            "x-kubernetes-validations": [
                                {
                                    rule: "self.metadata.name == self.spec.tenantId",
                                    message: "metadata.name must be the tenantId",
                                },
                            ],
                        },
                    ),
                },
            },
        ],
    },
};
