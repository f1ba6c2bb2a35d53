import type {
    PolicyResource,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationPolicy,
} from "@pulumi/policy";
import * as sdk from "@pulumi/policy";

/** The SDK exports these for tests, but its declarations leave out what they are. */
const { unknownCheckingProxy, UnknownValueError } = sdk as unknown as {
    unknownCheckingProxy: (props: object) => Record<string, unknown>;
    UnknownValueError: new () => Error;
};

/** What the SDK throws where a rule reads a value that is not known yet; the engine then reports no verdict. */
export { UnknownValueError };

/** What stands for a value that is known after the deployment only, as the engine sends it to a policy pack. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A Kubernetes object as a program or a chart may declare it, right or wrong. */
export interface Declared {
    readonly apiVersion: string;
    readonly kind: string;
    readonly [field: string]: unknown;
}

/** The labels of tenant `acme`, apart from the program that makes them. */
export const ACME_LABELS = {
    "neurallog.io/tenant-id": "acme",
    "neurallog.io/plan": "starter",
    "app.kubernetes.io/part-of": "neurallog",
    "app.kubernetes.io/managed-by": "pulumi",
};

/** A copy of the object whose field at the path has the value. */
export function changed(object: Declared, path: readonly (string | number)[], value: unknown) {
    const copy = structuredClone(object);
    const { holder, field } = holderOf(copy, path);
    holder[field] = value;
    return copy;
}

/** A copy of the object without the field at the path. */
export function without(object: Declared, path: readonly (string | number)[]) {
    const copy = structuredClone(object);
    const { holder, field } = holderOf(copy, path);
    Reflect.deleteProperty(holder, field);
    return copy;
}

function holderOf(object: Declared, path: readonly (string | number)[]) {
    const [field = "", ...parents] = path.toReversed();
    let holder = object as Record<string | number, unknown>;
    for (const parent of parents.toReversed()) {
        holder = holder[parent] as Record<string | number, unknown>;
    }
    return { holder, field };
}

/** What a rule says of an object that a stack declares. */
export function violationsOf(rule: ResourceValidationPolicy, object: Declared): string[] {
    return judge(rule, typeOf(object), object);
}

/** What a rule says of a `*Patch` of an object. */
export function violationsOfPatch(rule: ResourceValidationPolicy, object: Declared): string[] {
    return judge(rule, `${typeOf(object)}Patch`, object);
}

/** What a rule says of a resource of any type, with the properties as the SDK hands them to a rule. */
export function judge(rule: ResourceValidationPolicy, type: string, props: object): string[] {
    const messages: string[] = [];
    if (typeof rule.validateResource !== "function") {
        throw new Error(`${rule.name} must have one validateResource`);
    }
    const args: ResourceValidationArgs = {
        ...resource(type, props),
        getConfig: notHere,
        notApplicable: notHere,
        stackTags: new Map(),
    };
    void rule.validateResource(args, (message) => messages.push(message));
    return messages;
}

/** What a stack rule says of a stack that declares these resources. */
export function violationsOfStack(
    rule: StackValidationPolicy,
    resources: readonly PolicyResource[],
): { message: string; urn: string | undefined }[] {
    const violations: { message: string; urn: string | undefined }[] = [];
    void rule.validateStack(
        {
            resources: [...resources],
            getConfig: notHere,
            notApplicable: notHere,
            stackTags: new Map(),
        },
        (message, urn) => violations.push({ message, urn }),
    );
    return violations;
}

/** The resource of an object, as a stack rule sees it. */
export function stackResource(object: Declared, type = typeOf(object)): PolicyResource {
    return { ...resource(type, object), dependencies: [], propertyDependencies: {} };
}

/** The type that the SDK gives the resource of an object. */
function typeOf(object: Declared): string {
    const version = object.apiVersion.includes("/")
        ? object.apiVersion
        : `core/${object.apiVersion}`;
    return `kubernetes:${version}:${object.kind}`;
}

function resource(type: string, props: object) {
    return {
        type,
        name: "logical-name",
        urn: `urn:pulumi:test::neurallog::${type}::logical-name`,
        props: unknownCheckingProxy(props),
        opts: {
            protect: false,
            ignoreChanges: [],
            aliases: [],
            additionalSecretOutputs: [],
            customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
        },
        isType: notHere,
        asType: notHere,
    };
}

function notHere(): never {
    throw new Error("no rule of this pack needs this");
}
