import type { LabelSelector } from "kubernetes-types/meta/v1.js";

import type { PolicyObject } from "./policy-objects.ts";

import { requirements } from "./label-selector.ts";

/** What policies tell apart: two things that differ in none of it are alike to every policy. */
export interface Traits {
    readonly namespaceLabelKeys: ReadonlySet<string>;
    readonly podLabels: ReadonlyMap<string, ReadonlySet<string>>;
    /** Texts of `cidr` and `except`, by a key that equal blocks share. */
    readonly blocks: ReadonlyMap<string, { readonly cidr: string; readonly except: string[] }>;
    /** Where a range of ports that matters begins, or has just ended. */
    readonly ports: ReadonlySet<number>;
    /** Principals, service accounts and namespaces with a wildcard. */
    readonly patterns: ReadonlySet<string>;
    readonly serviceAccounts: ReadonlySet<string>;
}

/** Fields have one meaning wherever they stand, so that one walk over all four kinds finds them. */
export function traitsOf(policies: readonly PolicyObject[]): Traits {
    const traits = {
        namespaceLabelKeys: new Set<string>(),
        podLabels: new Map<string, Set<string>>(),
        blocks: new Map<string, { cidr: string; except: string[] }>(),
        ports: new Set<number>(),
        patterns: new Set<string>(),
        serviceAccounts: new Set<string>(),
    };
    const range = (first: number, last = first) => traits.ports.add(first).add(last + 1);
    const block = (cidr: string, except: string[] = []) =>
        traits.blocks.set([cidr, ...except].join(" "), { cidr, except });
    const texts: Readonly<Record<string, (text: string) => void>> = {
        networks: block,
        ipBlocks: block,
        notIpBlocks: block,
        "source.ip": block,
        "destination.ip": block,
        ports: (text) => range(Number(text)),
        notPorts: (text) => range(Number(text)),
        "destination.port": (text) => range(Number(text)),
        namespaces: name,
        notNamespaces: name,
        "source.namespace": name,
        principals: principal,
        notPrincipals: principal,
        "source.principal": principal,
        serviceAccounts: (text) => traits.serviceAccounts.add(text.split("/").at(-1) ?? text),
        notServiceAccounts: (text) => traits.serviceAccounts.add(text.split("/").at(-1) ?? text),
    };

    function name(text: string) {
        if (text.includes("*")) {
            traits.patterns.add(text);
        }
    }
    function principal(text: string) {
        name(text);
        const account = /\/sa\/([^/*]+)$/.exec(text)?.[1];
        if (account !== undefined) {
            traits.serviceAccounts.add(account);
        }
    }
    function labels(selector: LabelSelector) {
        for (const { key, values } of requirements(selector)) {
            const known = traits.podLabels.get(key) ?? new Set();
            traits.podLabels.set(key, known);
            for (const value of values) {
                known.add(value);
            }
        }
    }
    function walk(key: string, value: unknown): void {
        if (typeof value === "string") {
            texts[key]?.(value);
        } else if (Array.isArray(value)) {
            for (const element of value) {
                walk(key, element);
            }
        } else if (typeof value === "object" && value !== null) {
            enter(key, value as Record<string, unknown>);
        }
    }
    function enter(key: string, value: Record<string, unknown>): void {
        if (key === "podSelector" || key === "selector") {
            labels(value);
        } else if (key === "namespaceSelector" || key === "namespaces") {
            for (const requirement of requirements(value)) {
                traits.namespaceLabelKeys.add(requirement.key);
            }
        } else if (key === "ipBlock") {
            block(value["cidr"] as string, value["except"] as string[] | undefined);
        } else if (key === "when") {
            walk(value["key"] as string, value["values"]);
            walk(value["key"] as string, value["notValues"]);
        } else {
            const { port, endPort, start, end } = value;
            if (typeof port === "number") {
                range(port, typeof endPort === "number" ? endPort : port);
            }
            if (typeof start === "number" && typeof end === "number") {
                range(start, end);
            }
            if (key === "portLevelMtls") {
                Object.keys(value).forEach((text) => range(Number(text)));
            }
            for (const [inner, element] of Object.entries(value)) {
                walk(inner, element);
            }
        }
    }
    for (const { spec } of policies) {
        walk("spec", spec);
    }
    return traits;
}
