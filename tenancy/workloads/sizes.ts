import type { ComputeQuantities, PlanName } from "../plans.ts";
import type { Served, ServiceName } from "./settings.ts";

/** What one container of a service reserves and may use. */
export interface ContainerSize {
    readonly requests: ComputeQuantities;
    readonly limits: ComputeQuantities;
}

/** Scratch in `/tmp`. It counts as ephemeral storage, together with the logs that the node keeps of a container. */
export const SCRATCH_SIZE = "256Mi";

const DISK = { requests: "128Mi", limits: "512Mi" } as const;

function size(
    cpu: { requests: string; limits: string },
    memory: { requests: string; limits: string },
): ContainerSize {
    const of = (bound: "requests" | "limits"): ComputeQuantities => ({
        cpu: cpu[bound],
        memory: memory[bound],
        "ephemeral-storage": DISK[bound],
    });
    return { requests: of("requests"), limits: of("limits") };
}

/**
 * What a service of each plan gets unless the tenant says otherwise. Starter's is small because there are hundreds of
 * them: what each reserves is paid for whether it is used or not. Professional's CPU is the specification's sample.
 */
const SIZES: Readonly<Record<PlanName, Readonly<Record<ServiceName, ContainerSize>>>> = {
    starter: {
        logServer: size(
            { requests: "100m", limits: "500m" },
            { requests: "256Mi", limits: "512Mi" },
        ),
        authService: size(
            { requests: "50m", limits: "250m" },
            { requests: "128Mi", limits: "256Mi" },
        ),
    },
    professional: {
        logServer: size({ requests: "500m", limits: "1" }, { requests: "1Gi", limits: "2Gi" }),
        authService: size(
            { requests: "200m", limits: "500m" },
            { requests: "256Mi", limits: "512Mi" },
        ),
    },
    enterprise: {
        logServer: size({ requests: "1", limits: "2" }, { requests: "2Gi", limits: "4Gi" }),
        authService: size({ requests: "500m", limits: "1" }, { requests: "512Mi", limits: "1Gi" }),
    },
};

/** The size of the tenant's containers of a service: its plan's, with the CPU the tenant chose. */
export function sizeOf(tenant: Served, service: ServiceName): ContainerSize {
    const { requests, limits } = SIZES[tenant.plan][service];
    const cpu = tenant.services?.[service]?.resources;
    return cpu === undefined
        ? { requests, limits }
        : {
              requests: { ...requests, cpu: cpu.requests },
              limits: { ...limits, cpu: cpu.limits },
          };
}
