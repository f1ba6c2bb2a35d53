import type { Tenant } from "../tenant.ts";

/** A service the platform can run for a tenant, as the Tenant object calls it. */
export type ServiceName = "logServer" | "authService";

/** In this order in lists of objects and in messages. */
export const SERVICE_NAMES: readonly ServiceName[] = ["logServer", "authService"];

/** What the objects of a service are called: `kubectl logs deployment/log-server`, `http://auth-service:8080`. */
export const OBJECT_NAMES: Readonly<Record<ServiceName, string>> = {
    logServer: "log-server",
    authService: "auth-service",
};

/** What a cluster runs for its tenants: a service that is not here is not run, whatever a tenant enables. */
export interface WorkloadSettings extends Readonly<Partial<Record<ServiceName, ServiceSettings>>> {
    /** Where tenants' secrets come from. Absent: the services get none. */
    readonly secrets?: SecretSettings | undefined;
}

export interface ServiceSettings {
    /** With its registry and by its digest. */
    readonly image: string;
    /** Where the service listens. Its Service has the same port: the VPC CNI cannot match policies otherwise. */
    readonly port: number;
    readonly metricsPort: number;
    /** Answers while the process is of use; a container that does not answer is started again. */
    readonly livenessPath: string;
    /** Answers while the process can take requests. */
    readonly readinessPath: string;
}

/** AWS Secrets Manager, read by the External Secrets Operator. */
export interface SecretSettings {
    readonly region: string;
    /** The ARN of the role to read with. What it may read is by the session tag `neurallog-tenant`. */
    readonly role: string;
    /** What the name of every tenant's secret starts with; `<id>/services` follows. */
    readonly prefix: string;
}

/** What decides which services a tenant has and what they take. */
export type Served = Pick<Tenant, "plan" | "resources" | "services">;

/** A service that runs for a tenant. */
export interface RunningService extends ServiceSettings {
    readonly name: ServiceName;
}

/** The services that the cluster runs for the tenant: those the tenant enables and the cluster has an image of. */
export function servicesOf(tenant: Served, settings: WorkloadSettings): RunningService[] {
    return SERVICE_NAMES.flatMap((name) => {
        const service = settings[name];
        const enabled = tenant.services?.[name]?.enabled === true;
        return enabled && service !== undefined ? [{ name, ...service }] : [];
    });
}
