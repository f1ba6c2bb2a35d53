import type { AnyObject, Cluster } from "./cluster.ts";

/** Every kind the program makes. */
const KINDS = [
    ["v1", "Namespace"],
    ["v1", "ResourceQuota"],
    ["v1", "LimitRange"],
    ["v1", "ServiceAccount"],
    ["v1", "PersistentVolumeClaim"],
    ["rbac.authorization.k8s.io/v1", "Role"],
    ["rbac.authorization.k8s.io/v1", "RoleBinding"],
    ["networking.k8s.io/v1", "NetworkPolicy"],
    ["storage.k8s.io/v1", "StorageClass"],
    ["apiextensions.k8s.io/v1", "CustomResourceDefinition"],
    ["neurallog.io/v1", "Tenant"],
] as const;

/** What the program made on a cluster: `<namespace>/<kind>/<name>` with the object. */
export type Stamped = ReadonlyMap<string, AnyObject>;

/** Everything of a tenant, and what tenants share; not the admission policies. */
export async function stamped(cluster: Cluster): Promise<Stamped> {
    const lists = await Promise.all(
        KINDS.map(async ([apiVersion, kind]) =>
            (await cluster.list(apiVersion, kind)).map(
                (object) =>
                    [
                        `${object.metadata.namespace ?? ""}/${kind}/${object.metadata.name}`,
                        object,
                    ] as const,
            ),
        ),
    );
    return new Map(
        lists
            .flat()
            .filter(
                ([, { metadata }]) =>
                    metadata.labels?.["app.kubernetes.io/part-of"] === "neurallog",
            )
            .sort(([left], [right]) => left.localeCompare(right)),
    );
}

/** The objects that are not the same in both, by what an update leaves a trace in. */
export function differences(before: Stamped, after: Stamped): string[] {
    const version = (object?: AnyObject) => {
        const { uid, generation, labels, annotations } = object?.metadata ?? { name: "" };
        return JSON.stringify([uid, generation, labels, annotations, object?.["spec"]]);
    };
    return [...new Set([...before.keys(), ...after.keys()])].filter(
        (key) => version(before.get(key)) !== version(after.get(key)),
    );
}
