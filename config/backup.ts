import * as z from "zod";

import type { BackupService } from "../tenancy/cluster-context.ts";

import { dnsLabel } from "./dns-label.ts";
import { map, wholeNumber } from "./rule.ts";

/** `neurallog:backup`: a Velero. Absent: no backup, and none of tenants that leave. */
export const BACKUP_SCHEMA = map(
    "The Velero that makes backups, which must run on the cluster. Absent: there is none.",
    {
        namespace: dnsLabel().default("velero").meta({
            description: "The namespace in which Velero looks for backups. velero by default.",
        }),
        finalBackupDays: wholeNumber(1, 3650).default(365).meta({
            description:
                "How many days the last backup of a tenant that leaves is kept, 1 to 3650, from the day it is made. 365 by default.",
        }),
    },
) satisfies z.ZodType<BackupService>;
