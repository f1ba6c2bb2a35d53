import * as z from "zod";

import type { Plan, PlanName } from "../tenancy/plans.ts";
import { PLAN_NAMES, PLANS } from "../tenancy/plans.ts";
import type { Quantity } from "../tenancy/quantity.ts";
import type { StorageClassName } from "../tenancy/storage-classes.ts";
import { SMALLEST_VOLUME, STORAGE_CLASS_NAMES } from "../tenancy/storage-classes.ts";
import { TENANT_STATES } from "../tenancy/life-cycle/index.ts";
import type { LifeCycle } from "../tenancy/life-cycle/index.ts";
import type { Tenant, TenantTerms } from "../tenancy/tenant.ts";
import { date, DATE_RULE } from "./date.ts";
import type { Path } from "./finding.ts";
import { bytes, cpu, isAbove } from "./quantity.ts";
import { choice, flag, map, oneOf, rule, wholeNumber, words } from "./rule.ts";
import { TENANT_ID_SCHEMA } from "./tenant-id.ts";

const SERVICE_NAMES = ["logServer", "authService"] as const;

const resources = map("A tighter quota than the plan's. What is absent is the plan's.", {
    cpu: map("CPU of all pods together.", {
        requests: cpu("What all pods together may reserve; at most the limits."),
        limits: cpu("What all pods together may use."),
    }).optional(),
    memory: map("Memory of all pods together.", {
        requests: bytes("What all pods together may reserve; at most the limits."),
        limits: bytes("What all pods together may use."),
    }).optional(),
    storage: map("Storage of all volume claims together.", {
        requests: bytes("The size of all volume claims together."),
        storageClass: choice(STORAGE_CLASS_NAMES)
            .meta({
                description: "The class of the tenant's data volume; the plan must offer it.",
            })
            .optional(),
    }).optional(),
    pods: wholeNumber(1).meta({ description: "How many pods there may be." }).optional(),
    services: wholeNumber(1).meta({ description: "How many Services there may be." }).optional(),
});

const features = map("Product features; off when absent.", {
    aiEnabled: flag().meta({ description: "AI features." }).optional(),
    customMetrics: flag().meta({ description: "Metrics of the tenant's own." }).optional(),
    realTimeAnalytics: flag().meta({ description: "Analytics in real time." }).optional(),
});

function service(description: string) {
    return map(description, {
        enabled: flag().meta({ description: "Whether the tenant has this service." }),
        replicas: wholeNumber(1, 100, (input) =>
            input === 0 ? "for none, set enabled to false" : undefined,
        )
            .default(1)
            .meta({
                description: "How many run while the service is enabled, 1 to 100. 1 by default.",
            }),
        resources: map("CPU of one replica.", {
            requests: cpu("What one replica reserves; at most the limits."),
            limits: cpu("What one replica may use."),
        }).optional(),
    }).optional();
}

const CONFIRMATION_RULE = rule("the id of the tenant that may be deleted");

const EMAIL_RULE = rule("an e-mail address such as billing@example.com");

/** One tenant without its id, which is its key in `neurallog:tenants`. */
export const TENANT_SCHEMA = map(
    "A tenant: a namespace tenant-<id>, fenced and sized by its plan.",
    {
        plan: choice(PLAN_NAMES).meta({
            description: "What the tenant bought: its quota, limits and storage classes.",
        }),
        billingEmail: z
            .email(EMAIL_RULE)
            .max(254, EMAIL_RULE)
            .meta({ description: "Where invoices go." }),
        state: choice(TENANT_STATES).default("active").meta({
            description:
                "active: the tenant is served; the default. suspended: nothing of it runs or is reached, its data is kept. offboarding: as suspended, backed up a last time, and kept until a date.",
        }),
        until: date()
            .meta({
                description:
                    "Of a tenant that is offboarding: the last day on which its data is kept for certain, in UTC, such as 2026-12-31.",
            })
            .optional(),
        confirmDeletion: z
            .string(CONFIRMATION_RULE)
            .meta({
                description:
                    "The id of the tenant once more: it may be deleted. Only when it is offboarding and until is over. The entry is removed in a later update.",
            })
            .optional(),
        resources: resources.optional(),
        features: features.optional(),
        services: map("The services the platform runs for the tenant.", {
            logServer: service("The log server."),
            authService: service("The authentication service."),
        }).optional(),
    },
).superRefine(checkTenant, {
    // Without it zod skips the check as soon as any member is wrong, and findings would come out in two runs.
    when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value),
}) satisfies z.ZodType<Omit<TenantTerms, "id"> & { readonly state: LifeCycle["state"] }>;

/** The tenant that an entry of `neurallog:tenants` without findings amounts to. */
export function tenantFrom(id: string, entry: z.output<typeof TENANT_SCHEMA>): Tenant {
    const { state, until, confirmDeletion, ...terms } = entry;
    if (state !== "offboarding") {
        return { id, ...terms, state };
    }
    // `checkState` has seen to it that there is a date.
    return { id, ...terms, state, until: until ?? "", deletionConfirmed: confirmDeletion === id };
}

/** `neurallog:tenants`, keyed by id. The ids themselves: `tenant-id.ts`. */
export const TENANTS_SCHEMA = z
    .record(TENANT_ID_SCHEMA, TENANT_SCHEMA, rule("a map of tenants, each below its id"))
    .meta({ description: "The tenants of the cluster, each below its id. None by default." });

type Check = z.core.$RefinementCtx;

/** What no schema of one member can see. A member that already has a finding is left out of every comparison. */
function checkTenant(tenant: unknown, check: Check): void {
    const plan = sound(tenant, ["plan"], check) as PlanName | undefined;
    checkState(tenant, check);
    for (const figure of FIGURES) {
        checkFigure(figure, plan, tenant, check);
    }
    for (const name of SERVICE_NAMES) {
        checkRequests(["services", name, "resources"], undefined, tenant, check);
    }
    if (plan !== undefined) {
        checkStorageClass(plan, tenant, check);
    }
}

/** A date and a confirmation belong to a tenant that leaves, and only to one. */
function checkState(tenant: unknown, check: Check): void {
    const { state = "active" } = tenant as Record<string, unknown>;
    if (!TENANT_STATES.some((name) => name === state)) {
        return;
    }
    const until = (tenant as Record<string, unknown>)["until"];
    if (state === "offboarding") {
        if (until === undefined) {
            report(check, ["until"], DATE_RULE, "");
        }
        return;
    }
    for (const key of ["until", "confirmDeletion"]) {
        if (sound(tenant, [key], check) !== undefined) {
            const remedy = "remove it, or set state to offboarding";
            report(check, [key], "absent: only a tenant that is offboarding has it", remedy);
        }
    }
}

/** A figure of a tenant and where a plan has its bounds. */
interface Figure {
    readonly path: Path;
    /** The key of the plan's quota that bounds it from above. */
    readonly quota: string;
    /** What bounds it from below, and why. */
    readonly least?: (plan: Plan) => Quantity;
    readonly reason?: string;
    /** What has requests and limits of which this is the requests. */
    readonly pair?: Path;
}

/** Limits stand before requests: requests are compared with limits only when those are in order. */
const FIGURES: readonly Figure[] = (["cpu", "memory"] as const)
    .flatMap((name): Figure[] => {
        const pair = ["resources", name];
        const least = (plan: Plan): Quantity => plan.limits.container.min[name];
        const common = { least, reason: "the smallest container" };
        return [
            { path: [...pair, "limits"], quota: `limits.${name}`, ...common },
            { path: [...pair, "requests"], quota: `requests.${name}`, pair, ...common },
        ];
    })
    .concat([
        {
            path: ["resources", "storage", "requests"],
            quota: "requests.storage",
            least: (plan) => plan.limits.volumeClaim.min,
            reason: "the smallest volume",
        },
        { path: ["resources", "pods"], quota: "pods" },
        { path: ["resources", "services"], quota: "services" },
    ]);

function checkFigure(
    figure: Figure,
    planName: PlanName | undefined,
    tenant: unknown,
    check: Check,
): void {
    const value = quantityAt(tenant, figure.path, check);
    if (value === undefined) {
        return;
    }
    const plan = planName === undefined ? undefined : PLANS[planName];
    const least = plan === undefined ? undefined : figure.least?.(plan);
    if (least !== undefined && isAbove(least, value)) {
        const text = `at least ${least}, ${figure.reason} of plan ${planName}`;
        report(check, figure.path, text, `raise it to ${least}`);
        return;
    }
    const most = plan?.quota[figure.quota];
    if (figure.pair !== undefined && checkRequests(figure.pair, most, tenant, check)) {
        return;
    }
    if (most !== undefined && isAbove(value, most)) {
        const larger = PLAN_NAMES.find((name) => {
            const quota = PLANS[name].quota[figure.quota];
            return quota !== undefined && !isAbove(value, quota);
        });
        const lower = `lower it to ${most}`;
        report(
            check,
            figure.path,
            `at most ${most}, which is ${figure.quota} of plan ${planName}`,
            larger === undefined ? lower : `${lower}, or choose plan ${larger}`,
        );
    }
}

/**
 * Reports requests above the limits they belong to, unless a plan's bound is tighter still: then that is the one
 * to report.
 *
 * @returns Whether there was something to report.
 */
function checkRequests(
    pair: Path,
    most: Quantity | undefined,
    tenant: unknown,
    check: Check,
): boolean {
    const requests = quantityAt(tenant, [...pair, "requests"], check);
    const limits = quantityAt(tenant, [...pair, "limits"], check);
    if (
        requests === undefined ||
        limits === undefined ||
        !isAbove(requests, limits) ||
        (most !== undefined && isAbove(limits, most))
    ) {
        return false;
    }
    const lower = `lower it to ${limits}`;
    const raisable = most === undefined || !isAbove(requests, most);
    report(
        check,
        [...pair, "requests"],
        `at most the limits, ${limits}`,
        raisable ? `${lower}, or raise the limits to ${requests}` : lower,
    );
    return true;
}

function checkStorageClass(plan: PlanName, tenant: unknown, check: Check): void {
    const path = ["resources", "storage", "storageClass"];
    const storageClass = sound(tenant, path, check) as StorageClassName | undefined;
    const offered = PLANS[plan].storageClasses;
    if (storageClass === undefined) {
        return;
    }
    if (offered.includes(storageClass)) {
        checkSmallestVolume(storageClass, tenant, check);
        return;
    }
    const other = PLAN_NAMES.find((name) => PLANS[name].storageClasses.includes(storageClass));
    const remedy = `choose ${offered.join(" or ")}`;
    report(
        check,
        path,
        `${oneOf(offered)}, the storage classes of plan ${plan}`,
        other === undefined ? remedy : `${remedy}, or plan ${other}`,
    );
}

/** The data volume is as large as the tenant's storage: too small a one would not be what the class says. */
function checkSmallestVolume(storageClass: StorageClassName, tenant: unknown, check: Check): void {
    const path = ["resources", "storage", "requests"];
    const size = quantityAt(tenant, path, check);
    const smallest = SMALLEST_VOLUME[storageClass];
    if (size !== undefined && smallest !== undefined && isAbove(smallest, size)) {
        const text = `at least ${smallest}, the smallest volume of ${storageClass}`;
        report(check, path, text, `raise it to ${smallest}, or choose another storage class`);
    }
}

function report(check: Check, path: Path, text: string, remedy: string): void {
    check.addIssue({ code: "custom", path: [...path], message: words(text, remedy) });
}

function quantityAt(tenant: unknown, path: Path, check: Check): Quantity | undefined {
    const value = sound(tenant, path, check);
    return typeof value === "number" ? String(value) : (value as Quantity | undefined);
}

/** The value at `path`, or `undefined` when it is absent or anything on the way to it already has a finding. */
function sound(tenant: unknown, path: Path, check: Check): unknown {
    const faulty = check.issues.some(({ path: at = [], code }) =>
        code === "unrecognized_keys" ? false : at.every((part, depth) => path[depth] === part),
    );
    if (faulty) {
        return undefined;
    }
    return path.reduce<unknown>(
        (value, part) =>
            typeof value === "object" && value !== null
                ? (value as Record<string | number, unknown>)[part]
                : undefined,
        tenant,
    );
}
