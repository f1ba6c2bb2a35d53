import type { LabelSelector } from "kubernetes-types/meta/v1.js";

import type { PolicyObject } from "./policy-objects.ts";

import { requirements } from "./label-selector.ts";
import { NAMESPACE_NAME_LABEL } from "./world.ts";

/** Gives a label value of a namespace, its name among them, the text to stand for it in the list at `place`. */
export type Rename = (place: string, labelKey: string, value: string) => string;

/** The policy's `spec` with every namespace in it renamed: by its name, by a label, in a principal. */
export function renamedSpec({ spec }: PolicyObject, rename: Rename): unknown {
    return renamed("spec", "spec", spec, rename);
}

const NAMESPACES = ["namespaces", "notNamespaces", "source.namespace"];
const PRINCIPALS = ["principals", "notPrincipals", "source.principal"];
const SERVICE_ACCOUNTS = ["serviceAccounts", "notServiceAccounts"];

function renamed(place: string, key: string, value: unknown, rename: Rename): unknown {
    if (Array.isArray(value)) {
        if (value.every((element) => typeof element === "string")) {
            return value.map((text) => renamedText(place, key, text, rename)).sort();
        }
        return value.map((element, index) => renamed(`${place}[${index}]`, key, element, rename));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (key === "namespaceSelector" || key === "namespaces") {
        return renamedSelector(place, value, rename);
    }
    const record = value as Record<string, unknown>;
    const condition = key === "when" ? (record["key"] as string) : undefined;
    return Object.fromEntries(
        Object.keys(record)
            .sort()
            .map((inner) => [
                inner,
                renamed(`${place}.${inner}`, condition ?? inner, record[inner], rename),
            ]),
    );
}

function renamedSelector(place: string, selector: LabelSelector, rename: Rename) {
    return requirements(selector)
        .map(({ key, operator, values }) => {
            const list = `${place} ${key} ${operator}`;
            return [key, operator, ...values.map((value) => rename(list, key, value)).sort()];
        })
        .sort();
}

function renamedText(place: string, key: string, text: string, rename: Rename): string {
    if (text.includes("*")) {
        return text;
    }
    if (NAMESPACES.includes(key)) {
        return rename(place, NAMESPACE_NAME_LABEL, text);
    }
    if (PRINCIPALS.includes(key)) {
        const [, domain, namespace, account] = /^(.+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(text) ?? [];
        return namespace === undefined
            ? text
            : `${domain}/ns/${rename(`${place} ${domain} ${account}`, NAMESPACE_NAME_LABEL, namespace)}/sa/${account}`;
    }
    if (SERVICE_ACCOUNTS.includes(key) && text.includes("/")) {
        const [namespace = "", account = ""] = text.split("/");
        return `${rename(`${place} ${account}`, NAMESPACE_NAME_LABEL, namespace)}/${account}`;
    }
    return text;
}
