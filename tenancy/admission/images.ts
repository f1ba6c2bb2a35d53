import type { AdmissionObject } from "./admission-object.ts";
import type { AdmissionSettings } from "./settings.ts";

import { list } from "./cel.ts";
import { resources, validatingPolicy } from "./policy.ts";

/**
 * Where images come from, and that their contents do not change under a name. Volumes can be images too. An update is
 * judged by the images it adds: what ran before a rule can still be finished and deleted.
 */
export function images(settings: AdmissionSettings): AdmissionObject[] {
    // Without its end, `docker.io/library` would be the start of `docker.io/library-of-somebody` too.
    const registries = settings.registries.map((name) => name.replace(/\/*$/, "/"));
    return validatingPolicy({
        name: "tenant-images",
        resources: [
            resources("", ["pods"], ["CREATE", "UPDATE"]),
            resources("", ["pods/ephemeralcontainers"], ["UPDATE"]),
        ],
        variables: {
            before: `oldObject == null ? [] : ${imagesOf("oldObject")}`,
            images: `(${imagesOf("object")}).filter(i, !(i in variables.before))`,
            foreign: `variables.images.filter(i, !${list(registries)}.exists(r, i.startsWith(r)))`,
            floating: `variables.images.filter(i, !(${PINNED}))`,
        },
        rules: [
            {
                expression: "variables.foreign.size() == 0",
                offender: 'variables.foreign.join(", ")',
                message: `a tenant's images come from ${registries.join(", ")}; name the image in full, registry first`,
            },
            {
                expression: "variables.floating.size() == 0",
                offender: 'variables.floating.join(", ")',
                message:
                    "an image has a digest, or a tag other than latest; without either it is latest",
            },
        ],
    });
}

/** `/` ends the tag: in `host:5000/image` the colon starts a port. */
const PINNED = String.raw`i.matches("@sha256:[0-9a-f]{64}$") || (i.matches(":[A-Za-z0-9_][A-Za-z0-9_.-]*$") && !i.endsWith(":latest"))`;

function imagesOf(pod: "object" | "oldObject"): string {
    const containers = ["containers", "initContainers", "ephemeralContainers"].map(
        (field) => `${pod}.spec.?${field}.orValue([]).map(c, c.?image.orValue(""))`,
    );
    const volumes = `${pod}.spec.?volumes.orValue([]).filter(v, has(v.image)).map(v, v.image.?reference.orValue(""))`;
    return [...containers, volumes].join(" + ");
}
