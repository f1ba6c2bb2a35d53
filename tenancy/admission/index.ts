import type { AdmissionObject } from "./admission-object.ts";
import type { AdmissionSettings } from "./settings.ts";

import { guards } from "./guards.ts";
import { images } from "./images.ts";
import { meshMembership } from "./mesh.ts";
import { namespaces } from "./namespaces.ts";
import { placement, poolForPods } from "./placement.ts";
import { services } from "./services.ts";
import { storage } from "./storage.ts";
import { tenants } from "./tenants.ts";
import { tokens } from "./tokens.ts";

export type { AdmissionObject } from "./admission-object.ts";
export type { AdmissionSettings, Identities, NodePool } from "./settings.ts";
export { TENANT_POOL } from "./settings.ts";

/**
 * Every policy by which the API server judges what happens in tenants' namespaces, each before its binding, in an
 * order in which a cluster takes them: the one that makes pods fit before the one that refuses those that do not.
 */
export function admissionObjects(settings: AdmissionSettings): AdmissionObject[] {
    return [
        ...namespaces(settings),
        ...guards(settings),
        ...tenants(settings),
        ...poolForPods(settings),
        ...placement(settings),
        ...images(settings),
        ...tokens(settings),
        ...meshMembership(settings),
        ...services(),
        ...storage(settings),
    ];
}
