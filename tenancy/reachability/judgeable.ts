import type { PolicyObject } from "./policy-objects.ts";

import { parseRange } from "./addresses.ts";
import { OPERATION_FIELDS, SOURCE_FIELDS } from "./policy-objects.ts";

/** Says what is wrong with a value, `undefined` when nothing is. */
type Shape = (value: unknown, at: string) => string | undefined;

/**
 * Why the proof cannot judge this object, `undefined` when it can. Every field must be one the proof understands:
 * an opening in a field that nobody reads would be an opening that nobody sees.
 */
export function whyUnjudgeable(object: PolicyObject): string | undefined {
    const { apiVersion, kind, metadata } = object as {
        apiVersion: string;
        kind: string;
        metadata?: { annotations?: Record<string, string> };
    };
    const shape = SHAPES[`${apiVersion}/${kind}`];
    if (shape === undefined) {
        return `${apiVersion} ${kind} is not understood`;
    }
    if (metadata?.annotations?.["istio.io/dry-run"] !== undefined) {
        return "the annotation istio.io/dry-run keeps it from being enforced";
    }
    return shape(object, "");
}

function fields(
    known: Readonly<Record<string, Shape>>,
    rules: {
        required?: readonly string[];
        /** At least one, and at most one, of these. */
        oneOf?: readonly string[];
        and?: (value: Record<string, unknown>) => string | undefined;
    } = {},
): Shape {
    return (value, at) => {
        if (typeof value !== "object" || value === null || Array.isArray(value)) {
            return `${at || "it"} must be an object`;
        }
        const record = value as Record<string, unknown>;
        const present = Object.keys(record).filter((key) => record[key] !== undefined);
        const missing = (rules.required ?? []).find((key) => !present.includes(key));
        if (missing !== undefined) {
            return `${join(at, missing)} is missing`;
        }
        const alternatives = present.filter((key) => rules.oneOf?.includes(key));
        if (rules.oneOf !== undefined && alternatives.length !== 1) {
            return `${at} must have exactly one of ${rules.oneOf.join(", ")}`;
        }
        for (const key of present) {
            const shape = known[key];
            const wrong =
                shape === undefined
                    ? `${join(at, key)} is not understood`
                    : shape(record[key], join(at, key));
            if (wrong !== undefined) {
                return wrong;
            }
        }
        const wrong = rules.and?.(record);
        return wrong && `${at} ${wrong}`;
    };
}

function join(at: string, key: string): string {
    return at === "" ? key : `${at}.${key}`;
}

function list(item: Shape, { least = 0 } = {}): Shape {
    return (value, at) => {
        if (!Array.isArray(value)) {
            return `${at} must be a list`;
        }
        if (value.length < least) {
            return `${at} must not be empty`;
        }
        for (const [index, element] of value.entries()) {
            const wrong = item(element, `${at}[${index}]`);
            if (wrong !== undefined) {
                return wrong;
            }
        }
        return undefined;
    };
}

function mapOf(item: Shape): Shape {
    return (value, at) => {
        if (typeof value !== "object" || value === null) {
            return `${at} must be an object`;
        }
        for (const [key, element] of Object.entries(value)) {
            const wrong = item(element, `${at}["${key}"]`);
            if (wrong !== undefined) {
                return wrong;
            }
        }
        return undefined;
    };
}

function that(test: (value: unknown) => boolean, words: string): Shape {
    return (value, at) => (test(value) ? undefined : `${at} must be ${words}`);
}

function oneOf(...values: readonly string[]): Shape {
    return that((value) => values.includes(value as string), values.join(" or "));
}

const anything: Shape = () => undefined;
const text = that((value) => typeof value === "string", "a text");
const range = that(
    (value) => typeof value === "string" && parseRange(value) !== undefined,
    "an address range such as 10.0.0.0/8",
);

function isPort(value: unknown): boolean {
    return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535;
}

const port = that(isPort, "a port from 1 to 65535");
const protocol = oneOf("TCP", "UDP", "SCTP");

const labelSelector = fields({
    matchLabels: mapOf(text),
    matchExpressions: list(
        fields(
            {
                key: text,
                operator: oneOf("In", "NotIn", "Exists", "DoesNotExist"),
                values: list(text),
            },
            { required: ["key", "operator"] },
        ),
    ),
});

const networkPolicyPorts = list(
    fields(
        {
            protocol,
            port: that((value) => typeof value === "string" || isPort(value), "a port or its name"),
            endPort: port,
        },
        {
            and: ({ port, endPort }) =>
                endPort === undefined || (typeof port === "number" && Number(endPort) >= port)
                    ? undefined
                    : "must have a port number no larger than endPort",
        },
    ),
);

const networkPolicyPeers = list(
    fields(
        {
            namespaceSelector: labelSelector,
            podSelector: labelSelector,
            ipBlock: fields({ cidr: range, except: list(range) }, { required: ["cidr"] }),
        },
        {
            and: ({ namespaceSelector, podSelector, ipBlock }) => {
                const selected = namespaceSelector !== undefined || podSelector !== undefined;
                return selected === (ipBlock !== undefined)
                    ? "must have selectors or an ipBlock"
                    : undefined;
            },
        },
    ),
);

const workloadSelector = fields(
    { matchLabels: mapOf(text) },
    {
        // With none, some proxies take it for everything and some for nothing.
        and: ({ matchLabels }) =>
            Object.keys(matchLabels ?? {}).length > 0 ? undefined : "must have matchLabels",
    },
);

/** Istio drops what it cannot read from a list, and an empty list restricts nothing. */
const portTexts = list(
    that((value) => typeof value === "string" && isPort(Number(value)), "a port as a text"),
    { least: 1 },
);
const rangeTexts = list(range, { least: 1 });
const texts = list(text, { least: 1 });

function fieldsOf(names: readonly string[]): Record<string, Shape> {
    const shape = (name: string) =>
        name === "ipBlocks" || name === "notIpBlocks"
            ? rangeTexts
            : name === "ports" || name === "notPorts"
              ? portTexts
              : texts;
    return Object.fromEntries(names.map((name) => [name, shape(name)]));
}

const condition: Shape = (value, at) => {
    const key = (value as { key?: unknown }).key;
    const values =
        key === "destination.port"
            ? portTexts
            : key === "source.ip" || key === "destination.ip"
              ? rangeTexts
              : texts;
    return fields({ key: text, values, notValues: values }, { required: ["key"] })(value, at);
};

const mode = fields({ mode: oneOf("UNSET", "DISABLE", "PERMISSIVE", "STRICT") });

const clusterPods = {
    namespaces: labelSelector,
    pods: fields(
        { namespaceSelector: labelSelector, podSelector: labelSelector },
        { required: ["namespaceSelector", "podSelector"] },
    ),
};

/** Neither `domainNames`, whose addresses nobody knows, nor `namedPort`, on whose protocol documents disagree. */
function clusterRules(peers: "from" | "to"): Shape {
    const peer =
        peers === "from"
            ? fields(clusterPods, { oneOf: ["namespaces", "pods"] })
            : fields(
                  { ...clusterPods, networks: list(range, { least: 1 }) },
                  { oneOf: ["namespaces", "pods", "networks"] },
              );
    const ports = fields(
        {
            portNumber: fields({ protocol, port }, { required: ["port"] }),
            portRange: fields({ protocol, start: port, end: port }, { required: ["start", "end"] }),
        },
        { oneOf: ["portNumber", "portRange"] },
    );
    return list(
        fields(
            {
                name: text,
                action: oneOf("Accept", "Deny", "Pass"),
                [peers]: list(peer, { least: 1 }),
                ports: list(ports, { least: 1 }),
            },
            { required: ["action", peers] },
        ),
    );
}

const header = {
    apiVersion: text,
    kind: text,
    metadata: fields(
        { labels: anything, annotations: anything, name: text, namespace: text },
        { required: ["name"] },
    ),
};

const SHAPES: Readonly<Record<string, Shape>> = {
    "networking.k8s.io/v1/NetworkPolicy": fields(
        {
            ...header,
            spec: fields(
                {
                    podSelector: labelSelector,
                    policyTypes: list(oneOf("Ingress", "Egress")),
                    ingress: list(fields({ from: networkPolicyPeers, ports: networkPolicyPorts })),
                    egress: list(fields({ to: networkPolicyPeers, ports: networkPolicyPorts })),
                },
                { required: ["podSelector"] },
            ),
        },
        { required: ["spec"] },
    ),
    "security.istio.io/v1/AuthorizationPolicy": fields({
        ...header,
        spec: fields(
            {
                selector: workloadSelector,
                targetRefs: list(anything, { least: 1 }),
                // ztunnel knows no other action, and leaves such a policy out.
                action: oneOf("ALLOW", "DENY"),
                rules: list(
                    fields({
                        from: list(fields({ source: fields(fieldsOf(SOURCE_FIELDS)) })),
                        to: list(fields({ operation: fields(fieldsOf(OPERATION_FIELDS)) })),
                        when: list(condition),
                    }),
                ),
            },
            {
                and: ({ selector, targetRefs }) =>
                    selector !== undefined && targetRefs !== undefined
                        ? "must not have both selector and targetRefs"
                        : undefined,
            },
        ),
    }),
    "security.istio.io/v1/PeerAuthentication": fields({
        ...header,
        spec: fields(
            { selector: workloadSelector, mtls: mode, portLevelMtls: mapOf(mode) },
            {
                and: ({ selector, portLevelMtls }) =>
                    portLevelMtls !== undefined && selector === undefined
                        ? "must have a selector for its portLevelMtls"
                        : undefined,
            },
        ),
    }),
    "networking.k8s.aws/v1alpha1/ClusterNetworkPolicy": fields(
        {
            ...header,
            spec: fields(
                {
                    tier: oneOf("Admin", "Baseline"),
                    priority: that(
                        (value) =>
                            Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1000,
                        "a whole number from 0 to 1000",
                    ),
                    subject: fields(clusterPods, { oneOf: ["namespaces", "pods"] }),
                    ingress: clusterRules("from"),
                    egress: clusterRules("to"),
                },
                { required: ["tier", "priority", "subject"] },
            ),
        },
        { required: ["spec"] },
    ),
};
