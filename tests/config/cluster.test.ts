import assert from "node:assert/strict";

import { accepted, finding, findingsOf } from "./stack-file.ts";

const EXISTING = { provider: "existing", name: "local", context: "local" };
const DNS_LABEL =
    "a DNS label: lower-case letters, digits and dashes, at most 63, a letter or digit at both ends";

function findings(changes: Record<string, unknown>): string[] {
    const all: Record<string, unknown> = { ...EXISTING, ...changes };
    const cluster = Object.entries(all).filter(([, value]) => value !== undefined);
    return findingsOf({ "neurallog:cluster": Object.fromEntries(cluster) });
}

const at = (path: string, ...rest: [got: string, rule: string, remedy?: string]): string =>
    finding(`neurallog:cluster.${path}`, ...rest);

describe("neurallog:cluster", () => {
    it("is kept as it is, with the newest Kubernetes version by default", () => {
        const cluster = { ...EXISTING, kubeconfig: ".local/kubeconfig" };
        const config = accepted({ "neurallog:cluster": cluster });
        assert.deepEqual(config.cluster, { ...cluster, kubernetesVersion: "1.36" });
        assert.equal(config.context.kubernetesVersion, "1.36");
    });

    it("gives its Kubernetes version to what tenants need to know of it", () => {
        const cluster = { ...EXISTING, kubernetesVersion: "1.34" };
        assert.equal(accepted({ "neurallog:cluster": cluster }).context.kubernetesVersion, "1.34");
    });

    it("is required", () => {
        assert.deepEqual(findingsOf({ "neurallog:cluster": undefined }), [
            finding("neurallog:cluster", "nothing", "required: a map with a provider"),
        ]);
    });

    it("is a map", () => {
        assert.deepEqual(findingsOf({ "neurallog:cluster": "local" }), [
            finding(
                "neurallog:cluster",
                `"local"`,
                "a map with a provider",
                "write provider, name and context below it",
            ),
        ]);
    });

    it("needs a provider", () => {
        assert.deepEqual(findings({ provider: undefined }), [
            at("provider", "nothing", "required: one of existing"),
        ]);
    });

    it("refuses a provider there is not", () => {
        assert.deepEqual(findings({ provider: "exsting" }), [
            at("provider", `"exsting"`, "one of existing", `did you mean "existing"?`),
        ]);
        assert.deepEqual(findings({ provider: "eks" }), [
            at("provider", `"eks"`, "one of existing"),
        ]);
    });

    it("needs a name and a context", () => {
        assert.deepEqual(findings({ name: undefined, context: undefined }), [
            at("name", "nothing", `required: ${DNS_LABEL}`),
            at("context", "nothing", "required: the name of a context of the kubeconfig"),
        ]);
    });

    it("has a DNS label for a name", () => {
        assert.deepEqual(findings({ name: "Prod_1" }), [
            at("name", `"Prod_1"`, DNS_LABEL, `did you mean "prod-1"?`),
        ]);
        assert.deepEqual(findings({ name: "a".repeat(63) }), []);
        assert.equal(findings({ name: "a".repeat(64) }).length, 1);
    });

    it("refuses an empty context and an empty kubeconfig", () => {
        assert.deepEqual(findings({ context: "", kubeconfig: "" }), [
            at("context", `""`, "the name of a context of the kubeconfig"),
            at("kubeconfig", `""`, "the path of a file"),
        ]);
    });

    it("takes the path of a kubeconfig and never shows one that was pasted", () => {
        const kubeconfig = "apiVersion: v1\nusers:\n- user: {token: hunter2}\n";
        assert.deepEqual(findings({ kubeconfig }), [
            at("kubeconfig", "a text of 3 lines, not shown", "the path of a file"),
        ]);
    });

    it("refuses a Kubernetes version that is not supported", () => {
        assert.deepEqual(findings({ kubernetesVersion: "1.33" }), [
            at("kubernetesVersion", `"1.33"`, "one of 1.34, 1.35, 1.36", `did you mean "1.34"?`),
        ]);
    });

    it("asks for quotes round a Kubernetes version that YAML takes for a number", () => {
        assert.deepEqual(findings({ kubernetesVersion: 1.36 }), [
            at(
                "kubernetesVersion",
                "1.36",
                "one of 1.34, 1.35, 1.36",
                `write it in quotes: "1.36"`,
            ),
        ]);
    });

    it("refuses an unknown key", () => {
        assert.deepEqual(findings({ contxt: "x" }), [
            at(
                "contxt",
                `"contxt"`,
                "one of provider, name, kubeconfig, context, kubernetesVersion",
                `did you mean "context"?`,
            ),
        ]);
    });
});
