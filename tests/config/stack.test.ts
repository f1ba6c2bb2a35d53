import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { parseStackConfig } from "../../config/index.ts";
import { ACME_CORP, CLUSTER } from "../support/tenants.ts";
import { accepted, FILE, finding, findingsOf, stackFile, TENANT, TODAY } from "./stack-file.ts";

const TEN_MISTAKES = `
neurallog:role: workload
neurallog:cluster: { provider: existing, name: local, context: local }
neurallog:tenants:
    bad-plan: { plan: profesional, billingEmail: a@example.com }
    ${"a".repeat(57)}: { plan: starter, billingEmail: a@example.com }
    -x: { plan: starter, billingEmail: a@example.com }
    Acme: { plan: starter, billingEmail: a@example.com }
    starter: { plan: starter, billingEmail: a@example.com }
    good: { plan: starter, billingEmail: a@example.com }
    unknown-key: { plan: starter, billingEmail: a@example.com, resource: {} }
    above:
        plan: professional
        billingEmail: a@example.com
        resources: { cpu: { requests: "6", limits: "4" } }
    wrong-unit:
        plan: starter
        billingEmail: a@example.com
        resources: { memory: { requests: 1Gi, limits: 8GB } }
    no-email: { plan: starter }
    a-list: [starter, a@example.com]
`;

const TEN_FINDINGS = `Pulumi.prod-1.yaml is invalid: 10 findings. Nothing was registered.
  neurallog:tenants.bad-plan.plan
    got     "profesional"
    rule    one of starter, professional, enterprise
    remedy  did you mean "professional"?
  neurallog:tenants.${"a".repeat(57)}
    got     "${"a".repeat(57)}"
    rule    an id of at most 56 characters
    remedy  shorten it by 1 character
  neurallog:tenants.-x
    got     "-x"
    rule    an id of lower-case letters, digits and dashes, with a letter or digit at both ends
    remedy  did you mean "x"?
  neurallog:tenants.Acme
    got     "Acme"
    rule    an id of lower-case letters, digits and dashes, with a letter or digit at both ends
    remedy  did you mean "acme"?
  neurallog:tenants.starter
    got     "starter"
    rule    an id that is not reserved (starter, professional, enterprise, container, role)
    remedy  choose another, such as "starter-co"
  neurallog:tenants.unknown-key.resource
    got     "resource"
    rule    one of plan, billingEmail, state, until, confirmDeletion, resources, features, services
    remedy  did you mean "resources"?
  neurallog:tenants.above.resources.cpu.requests
    got     "6"
    rule    at most the limits, 4
    remedy  lower it to 4, or raise the limits to 6
  neurallog:tenants.wrong-unit.resources.memory.limits
    got     "8GB"
    rule    a quantity of bytes such as 512Mi or 8Gi
    remedy  did you mean "8Gi"?
  neurallog:tenants.no-email.billingEmail
    got     nothing
    rule    required: an e-mail address such as billing@example.com
  neurallog:tenants.a-list
    got     a list of 2
    rule    a map of plan, billingEmail, state, until, confirmDeletion, resources, features, services
    remedy  write plan and billingEmail below it`;

describe("a stack file", () => {
    it("with ten mistakes has exactly ten findings, in the order of the file", () => {
        const values = parse(TEN_MISTAKES) as Record<string, unknown>;
        const result = parseStackConfig("Pulumi.prod-1.yaml", values, TODAY);
        assert.equal(result.ok ? "" : result.report, TEN_FINDINGS);
    });

    it("with ten mistakes in one tenant has ten findings", () => {
        const acme = {
            plan: "gold",
            biling: "billing@example.com",
            resources: {
                cpu: { requests: "8", limits: "4" },
                memory: { requests: "8GB", limits: 16 },
                storage: { requests: "0Gi", storageClass: "fast" },
            },
            features: { aiEnabled: "yes" },
            services: { logServer: { enabled: true, replicas: 0 } },
        };
        const paths = findingsOf({ "neurallog:tenants": { acme } }).map(
            (text) => text.split("\n")[0],
        );
        assert.deepEqual(
            paths.map((path) => path?.replace("neurallog:tenants.acme.", "")),
            [
                "plan",
                "biling",
                "resources.cpu.requests",
                "resources.memory.requests",
                "resources.memory.limits",
                "resources.storage.requests",
                "resources.storage.storageClass",
                "features.aiEnabled",
                "services.logServer.replicas",
                "billingEmail",
            ],
        );
    });

    it("with the sample Tenant of the specification is accepted as it is", () => {
        const { id, ...tenant } = ACME_CORP;
        const config = accepted({ "neurallog:tenants": { [id]: tenant } });
        assert.deepEqual(config, {
            role: "workload",
            cluster: {
                provider: "existing",
                name: "local",
                context: "local",
                kubernetesVersion: "1.36",
            },
            context: CLUSTER,
            lifeCycle: { deletionProtection: true, maxLeaving: "2%", disposedVolumes: [] },
            tenants: [ACME_CORP],
        });
    });

    it("of this project is accepted", () => {
        const name = "Pulumi.local.yaml";
        const text = readFileSync(join(import.meta.dirname, "../..", name), "utf8");
        const { config } = parse(text) as { config: Record<string, unknown> };
        const result = parseStackConfig(name, config, TODAY);
        assert.equal(result.ok ? "" : result.report, "");
    });

    it("gives its tenants sorted by id, in whatever order they stand", () => {
        const config = accepted({
            "neurallog:tenants": { zeta: TENANT, "a-b": TENANT, a: TENANT },
        });
        assert.deepEqual(config.role === "workload" && config.tenants.map(({ id }) => id), [
            "a",
            "a-b",
            "zeta",
        ]);
    });

    it("without tenants has none", () => {
        const config = accepted({});
        assert.deepEqual(config.role === "workload" && config.tenants, []);
    });

    it("leaves the keys of other namespaces alone", () => {
        assert.deepEqual(findingsOf({ "aws:region": 1, "pulumi:tags": [] }), []);
    });

    it("that is empty is told what it needs", () => {
        const result = parseStackConfig(FILE, {}, TODAY);
        assert.deepEqual(result.ok ? [] : result.findings.map(({ path, rule }) => [path, rule]), [
            [["neurallog:role"], "required: one of management, workload"],
            [["neurallog:cluster"], "required: a map with a provider"],
        ]);
    });

    it("with an unknown key is told the key it probably means", () => {
        assert.deepEqual(findingsOf({ "neurallog:tenats": {} }), [
            finding(
                "neurallog:tenats",
                `"neurallog:tenats"`,
                "one of neurallog:role, neurallog:cluster, neurallog:network, neurallog:mesh, neurallog:admission, neurallog:services, neurallog:backup, neurallog:lifeCycle, neurallog:tenants",
                `did you mean "neurallog:tenants"?`,
            ),
        ]);
    });

    it("with a key that resembles none is told the keys there are", () => {
        assert.deepEqual(findingsOf({ "neurallog:colour": "blue" }), [
            finding(
                "neurallog:colour",
                `"neurallog:colour"`,
                "one of neurallog:role, neurallog:cluster, neurallog:network, neurallog:mesh, neurallog:admission, neurallog:services, neurallog:backup, neurallog:lifeCycle, neurallog:tenants",
            ),
        ]);
    });

    it("does not show what an unknown key holds", () => {
        const result = parseStackConfig(
            FILE,
            stackFile({ "neurallog:apiToken": "hunter2" }),
            TODAY,
        );
        assert.doesNotMatch(result.ok ? "" : result.report, /hunter2/);
    });
});

describe("neurallog:role", () => {
    it("is required", () => {
        assert.deepEqual(findingsOf({ "neurallog:role": undefined }), [
            finding("neurallog:role", "nothing", "required: one of management, workload"),
        ]);
    });

    it("is management or workload", () => {
        assert.deepEqual(findingsOf({ "neurallog:role": "Worklod" }), [
            finding(
                "neurallog:role",
                `"Worklod"`,
                "one of management, workload",
                `did you mean "workload"?`,
            ),
        ]);
    });

    it("does not keep the rest of the file from being checked when it is wrong", () => {
        const findings = findingsOf({ "neurallog:role": "x", "neurallog:tenants": { A: TENANT } });
        assert.equal(findings.length, 2);
    });

    it("management gives a configuration without tenants", () => {
        const config = accepted({ "neurallog:role": "management" });
        assert.deepEqual(Object.keys(config), ["role", "cluster", "context", "lifeCycle"]);
    });

    it("management refuses tenants with one finding, whatever they hold", () => {
        const changes = { "neurallog:role": "management", "neurallog:tenants": { A: 1, B: 2 } };
        assert.deepEqual(findingsOf(changes), [
            finding(
                "neurallog:tenants",
                "a map of 2",
                "absent from a management stack: tenants belong on a workload stack",
                "move them to the file of a workload stack, or set neurallog:role to workload",
            ),
        ]);
    });
});

describe("neurallog:tenants", () => {
    for (const [name, value, got] of [
        ["a list", [TENANT], "a list of 1"],
        ["a text", "acme", `"acme"`],
        ["empty", null, "nothing"],
    ] as const) {
        it(`is refused when it is ${name}`, () => {
            assert.deepEqual(findingsOf({ "neurallog:tenants": value }), [
                finding("neurallog:tenants", got, "a map of tenants, each below its id"),
            ]);
        });
    }
});
