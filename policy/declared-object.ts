import type { ReportViolation, ResourceValidation } from "@pulumi/policy";

/** An object whose members may be anything: what a chart or a program wrote is not checked when a rule reads it. */
export type Fields = Readonly<Record<string, unknown>>;

/** A Kubernetes object that a stack declares, as a rule reads it. */
export interface DeclaredObject {
    /** As kubectl writes a type: `Role.rbac.authorization.k8s.io`, `Namespace`. */
    readonly type: string;
    /** As a message names it: `Role tenant-acme/tenant-role`. */
    readonly label: string;
    /** `metadata.name`; where the API server completes the name, its beginning. */
    readonly name: string | undefined;
    readonly namespace: string | undefined;
    readonly metadata: Fields;
    readonly props: Fields;
    /** Whether it is a `*Patch`, which sets the fields it names in an object that somebody else owns. */
    readonly isPatch: boolean;
}

/** The types a rule is about, written as `DeclaredObject.type` is. */
export type Types = readonly string[] | "all";

interface Resource {
    readonly type: string;
    readonly name: string;
    readonly props: Fields;
}

/**
 * The Kubernetes object behind a resource, `undefined` where there is none of these types. Of other types nothing
 * is read: a value that is not known yet keeps only those rules from judging which need it.
 *
 * The inputs' own `apiVersion` and `kind` decide, for they are what the provider sends. One Namespace can come as
 * `kubernetes:core/v1:Namespace`, `…:NamespacePatch` or, from a CustomResource, as `kubernetes:v1:Namespace`.
 */
export function declaredObject(resource: Resource, types: Types): DeclaredObject | undefined {
    if (!resource.type.startsWith("kubernetes:")) {
        return undefined;
    }
    const kind = text(resource.props["kind"]);
    const apiVersion = text(resource.props["apiVersion"]);
    if (kind === undefined || apiVersion === undefined) {
        return undefined;
    }
    const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    const type = group === "" ? kind : `${kind}.${group}`;
    if (types !== "all" && !types.includes(type)) {
        return undefined;
    }
    const metadata = fields(resource.props["metadata"]);
    const name = text(metadata["name"]) ?? text(metadata["generateName"]);
    const namespace = text(metadata["namespace"]);
    const place = namespace === undefined ? "" : `${namespace}/`;
    return {
        type,
        label: `${kind} ${place}${name ?? resource.name}`,
        name,
        namespace,
        metadata,
        props: resource.props,
        isPatch: resource.type.endsWith(`:${kind}Patch`),
    };
}

/**
 * A validation of the Kubernetes objects of some types. It does not go by the classes of `@pulumi/kubernetes`: one
 * class would miss the patches, the older versions and CustomResource, and a list of them is slower than this.
 */
export function validateObjects(
    types: Types,
    validate: (object: DeclaredObject, reportViolation: ReportViolation) => void,
): ResourceValidation {
    return (args, reportViolation) => {
        const object = declaredObject(args, types);
        if (object !== undefined) {
            validate(object, reportViolation);
        }
    };
}

/** The members of an object; none where the value is no object. */
export function fields(value: unknown): Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Fields)
        : {};
}

/** The elements of a list; none where the value is no list. */
export function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? Array.from<unknown>(value) : [];
}

export function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

/** The texts of a list of texts. */
export function texts(value: unknown): readonly string[] {
    return list(value).filter((element) => typeof element === "string");
}

/** Whether there is no value; an explicit null is none for Kubernetes either. */
export function isAbsent(value: unknown): value is null | undefined {
    return value === undefined || value === null;
}

/** Whether a field stays as it is, because the object is a patch that does not name it. */
export function isLeftAlone(object: DeclaredObject, holder: Fields, field: string): boolean {
    return object.isPatch && !(field in holder);
}

/** Ends a sentence on what must be: `but it is absent`, `but it is "latest"`. */
export function butItIs(value: unknown): string {
    return `but it is ${isAbsent(value) ? "absent" : JSON.stringify(value)}`;
}
