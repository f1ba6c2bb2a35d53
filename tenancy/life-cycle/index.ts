export { finalBackup } from "./final-backup.ts";
export { tenantRecords } from "./last-update.ts";
export type { LastUpdate, TenantRecord } from "./last-update.ts";
export { retainedVolumesOf } from "./retained-volumes.ts";
export type { RetainedVolume } from "./retained-volumes.ts";
export { isFrozen, isProtected, TENANT_STATES } from "./state.ts";
export type { LeavingTerms, LifeCycle, TenantState } from "./state.ts";
