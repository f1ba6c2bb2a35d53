import * as z from "zod";

import type { PlanName } from "../tenancy/plans.ts";
import type {
    OutOfBounds,
    Served,
    Shortage,
    WorkloadSettings,
} from "../tenancy/workloads/index.ts";
import { PLAN_NAMES } from "../tenancy/plans.ts";
import { SERVICE_NAMES, workloadsFit } from "../tenancy/workloads/index.ts";
import { ADMISSION_SCHEMA } from "./admission.ts";
import type { Finding, Path } from "./finding.ts";
import { didYouMean, map, rule, wholeNumber, words } from "./rule.ts";
import { TENANT_SCHEMA } from "./tenant.ts";

const SERVICES = "neurallog:services";
const TENANTS = "neurallog:tenants";

/** A registry, a path and a digest. No tag: beside a digest it says nothing, and says it wrong. */
const IMAGE =
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)+@sha256:[0-9a-f]{64}$/;

const IMAGE_RULE = rule(
    "an image by its digest: registry/repository@sha256: and 64 hexadecimal digits",
    (input) => (typeof input === "string" ? imageRemedy(input) : undefined),
);

function imageRemedy(image: string): string | undefined {
    const untagged = image.replace(/:[A-Za-z0-9_][A-Za-z0-9_.-]*@/, "@");
    if (IMAGE.test(untagged)) {
        return didYouMean(untagged);
    }
    return image.includes("@")
        ? undefined
        : "name it by its digest: another image can be pushed under the same tag";
}

const PATH_RULE = rule("a path that starts with / such as /health");

const port = (what: string, otherwise: number) =>
    // Below 1024 a process needs a right that the pods do not have.
    wholeNumber(1024, 65535)
        .default(otherwise)
        .meta({ description: `${what} ${otherwise} by default.` });

const path = (what: string) =>
    z
        .string(PATH_RULE)
        .regex(/^\/[!-~]*$/, PATH_RULE)
        .default("/health")
        .meta({ description: `${what} /health by default.` });

function service(description: string) {
    return map(description, {
        image: z.string(IMAGE_RULE).regex(IMAGE, IMAGE_RULE).meta({
            description:
                "The image, with its registry and by its digest: registry/repository@sha256:…",
        }),
        port: port("The port it listens on, told to it as PORT; its Service has the same.", 8080),
        metricsPort: port("The port of its metrics, told to it as METRICS_PORT.", 9090),
        livenessPath: path("Answers while the process is of use; else it is started again."),
        readinessPath: path("Answers while the process can take requests."),
    })
        .superRefine(
            (value, check) => {
                if (value.port === value.metricsPort) {
                    const text = `a port and a metricsPort that differ: both are ${value.port}`;
                    check.addIssue({
                        code: "custom",
                        message: words(text, "choose another for one"),
                    });
                }
            },
            // Without it zod skips the check as soon as any member is wrong.
            { when: ({ value }) => typeof value === "object" && value !== null },
        )
        .optional();
}

const REGION_RULE = rule("an AWS region such as eu-west-1");
const ROLE_RULE = rule("the ARN of an IAM role such as arn:aws:iam::123456789012:role/secrets");
const PREFIX_RULE = rule("the beginning of a name, ending in / such as neurallog/tenants/");

const secrets = map("Where the services' secrets come from. Absent: they get none.", {
    region: z
        .string(REGION_RULE)
        .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, REGION_RULE)
        .meta({ description: "The AWS region of Secrets Manager." }),
    role: z
        .string(ROLE_RULE)
        .regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/, ROLE_RULE)
        .meta({
            description:
                "The ARN of the role that secrets are read with. IAM must let it read those of the tenant in its session tag only.",
        }),
    prefix: z
        .string(PREFIX_RULE)
        .regex(/^[\w+=.@-]+(\/[\w+=.@-]+)*\/$/, PREFIX_RULE)
        .default("neurallog/tenants/")
        .meta({
            description:
                "What the name of a tenant's secret starts with; <id>/services follows. neurallog/tenants/ by default.",
        }),
});

/** `neurallog:services`. Absent: the services of tenants are recorded and nothing runs. */
export const SERVICES_SCHEMA = map(
    "The services the platform runs for tenants. Absent: it runs none, and what tenants say of services is only recorded.",
    {
        logServer: service("The log server."),
        authService: service("The authentication service."),
        secrets: secrets.optional(),
    },
) satisfies z.ZodType<WorkloadSettings>;

/**
 * What is wrong with services on a stack that runs them: an image that the API server would refuse to run, a service
 * of a tenant that the stack has no image of, and services that a tenant's own quota would refuse. What has findings
 * of its own is not looked at.
 */
export function serviceFindings(
    services: unknown,
    admission: unknown,
    tenants: unknown,
): Finding[] {
    const settings = SERVICES_SCHEMA.safeParse(services);
    if (!settings.success) {
        return [];
    }
    const ofTenants = Object.entries(tenants ?? {}).flatMap(([id, value]) => {
        const tenant = TENANT_SCHEMA.safeParse(value);
        return tenant.success ? tenantFindings(id, tenant.data, settings.data) : [];
    });
    return [...imageFindings(settings.data, admission), ...ofTenants];
}

function imageFindings(settings: WorkloadSettings, admission: unknown): Finding[] {
    const judged = ADMISSION_SCHEMA.safeParse(admission);
    if (!judged.success) {
        return [];
    }
    const { registries } = judged.data;
    return SERVICE_NAMES.flatMap((name): Finding[] => {
        const image = settings[name]?.image;
        return image === undefined || registries.some((registry) => image.startsWith(registry))
            ? []
            : [
                  {
                      path: [SERVICES, name, "image"],
                      value: image,
                      rule: `an image of ${registries.join(", ")}, where tenants' images may come from`,
                      remedy: "use one of these, or add its registry to neurallog:admission.registries",
                  },
              ];
    });
}

function tenantFindings(id: string, tenant: Served, settings: WorkloadSettings): Finding[] {
    const at = (...rest: Path): Path => [TENANTS, id, "services", ...rest];
    const missing = SERVICE_NAMES.filter(
        (name) => tenant.services?.[name]?.enabled === true && settings[name] === undefined,
    ).map((name): Finding => ({
        path: at(name),
        value: tenant.services?.[name],
        rule: `a service the stack has an image of: ${SERVICES} has no ${name}`,
        remedy: `add ${SERVICES}.${name}, or set enabled to false`,
    }));
    const { outOfBounds, shortages } = workloadsFit(tenant, settings);
    if (outOfBounds.length > 0) {
        return [...missing, ...outOfBounds.map((found) => boundFinding(tenant.plan, found, at))];
    }
    return shortages.length === 0
        ? missing
        : [...missing, shortageFinding(tenant, settings, shortages, at())];
}

function boundFinding(
    plan: PlanName,
    { service, figure, bound, value, quantity }: OutOfBounds,
    at: (...rest: Path) => Path,
): Finding {
    const [words, change] = bound === "max" ? ["at most", "lower"] : ["at least", "raise"];
    const container = bound === "max" ? "largest" : "smallest";
    return {
        path: at(service, "resources", figure),
        value,
        rule: `${words} ${quantity}, the ${container} container of plan ${plan}`,
        remedy: `${change} it to ${quantity}`,
    };
}

function shortageFinding(
    tenant: Served,
    settings: WorkloadSettings,
    shortages: readonly Shortage[],
    path: Path,
): Finding {
    const figures = shortages
        .map(({ resource, needed, available }) => `${needed} ${resource} of ${available}`)
        .join(", ");
    const enough = PLAN_NAMES.slice(PLAN_NAMES.indexOf(tenant.plan)).find((plan) => {
        const { outOfBounds, shortages } = workloadsFit(
            { ...tenant, plan, resources: undefined },
            settings,
        );
        return outOfBounds.length === 0 && shortages.length === 0;
    });
    const lower = "lower the replicas or the resources of its services";
    const or =
        enough === undefined
            ? ""
            : enough === tenant.plan
              ? ", or raise the resources of the tenant"
              : `, or choose plan ${enough}`;
    return {
        path,
        value: tenant.services,
        rule: `services that the tenant's quota holds, also while they are rolled out: these take ${figures}`,
        remedy: `${lower}${or}`,
    };
}
