import assert from "node:assert/strict";

import { ACME_CORP, SERVICES } from "../support/tenants.ts";
import { accepted, finding, findingsOf, TENANT } from "./stack-file.ts";

const DIGEST = `@sha256:${"a".repeat(64)}`;
const IMAGE = `registry.example/neurallog/log-server${DIGEST}`;
const BY_DIGEST = "an image by its digest: registry/repository@sha256: and 64 hexadecimal digits";
const NAME_IT = "name it by its digest: another image can be pushed under the same tag";

const findings = (services: unknown, tenants: object = {}) =>
    findingsOf({ "neurallog:services": services, "neurallog:tenants": tenants });

const at = (path: string, ...rest: [got: string, rule: string, remedy?: string]): string =>
    finding(`neurallog:services.${path}`, ...rest);

const ofTenant = (path: string, ...rest: [got: string, rule: string, remedy?: string]): string =>
    finding(`neurallog:tenants.acme.services${path}`, ...rest);

const replicas = (logServer: number, authService: number) => ({
    logServer: { enabled: true, replicas: logServer },
    authService: { enabled: true, replicas: authService },
});

describe("neurallog:services", () => {
    it("is off by default", () => {
        assert.equal(accepted({}).context.services, undefined);
    });

    it("has a default for everything but the image", () => {
        const { services } = accepted({
            "neurallog:services": { logServer: { image: IMAGE } },
        }).context;
        assert.deepEqual(services, {
            logServer: {
                image: IMAGE,
                port: 8080,
                metricsPort: 9090,
                livenessPath: "/health",
                readinessPath: "/health",
            },
        });
    });

    it("says what it is told", () => {
        const secrets = {
            region: "eu-west-1",
            role: "arn:aws:iam::123456789012:role/neurallog-secrets",
            prefix: "here/",
        };
        const services = { ...SERVICES, secrets };
        assert.deepEqual(accepted({ "neurallog:services": services }).context.services, services);
    });

    it("finds secrets below a prefix of ours by default", () => {
        const secrets = { region: "eu-west-1", role: "arn:aws:iam::123456789012:role/a" };
        const { services } = accepted({ "neurallog:services": { secrets } }).context;
        assert.equal(services?.secrets?.prefix, "neurallog/tenants/");
    });

    for (const [image, got, remedy] of [
        ["registry.example/a:1.2", `"registry.example/a:1.2"`, NAME_IT],
        ["registry.example/a", `"registry.example/a"`, NAME_IT],
        [`registry.example/a@sha256:abc`, `"registry.example/a@sha256:abc"`, undefined],
        ["", `""`, NAME_IT],
        [3, "3", undefined],
    ] as const) {
        it(`refuses the image ${image}`, () => {
            assert.deepEqual(findings({ logServer: { image } }), [
                at("logServer.image", got, BY_DIGEST, remedy),
            ]);
        });
    }

    it("refuses a tag beside the digest, and an image without its registry", () => {
        const [tagged = ""] = findings({ logServer: { image: `registry.example/a:1.2${DIGEST}` } });
        assert.ok(tagged.endsWith(`did you mean "registry.example/a${DIGEST}"?`), tagged);
        assert.equal(findings({ logServer: { image: `log-server${DIGEST}` } }).length, 1);
    });

    it("refuses an image from where the API server takes none", () => {
        const admission = {
            platform: { users: ["somebody"] },
            registries: ["docker.io/library/", "ghcr.io/neurallog/"],
        };
        const judged = (image: string, settings: unknown = admission) =>
            findingsOf({
                "neurallog:admission": settings,
                "neurallog:services": { logServer: { image } },
            });
        const [foreign = "", ...rest] = judged(IMAGE);
        assert.deepEqual(rest, []);
        assert.deepEqual(foreign.split("\n").slice(-2), [
            "rule    an image of docker.io/library/, ghcr.io/neurallog/, where tenants' images may come from",
            "remedy  use one of these, or add its registry to neurallog:admission.registries",
        ]);
        assert.deepEqual(judged(`ghcr.io/neurallog/log-server${DIGEST}`), []);
        assert.equal(judged(IMAGE, { registries: [] }).length, 2);
    });

    it("takes a registry with a port", () => {
        const image = `registry.example:5000/a/b${DIGEST}`;
        assert.deepEqual(findings({ logServer: { image } }), []);
    });

    it("requires an image of a service that it names", () => {
        assert.deepEqual(findings({ authService: {} }), [
            at("authService.image", "nothing", `required: ${BY_DIGEST}`),
        ]);
    });

    it("refuses one port for two things, also by default", () => {
        assert.deepEqual(findings({ logServer: { image: IMAGE, port: 9090 } }), [
            at(
                "logServer",
                "a map of 2",
                "a port and a metricsPort that differ: both are 9090",
                "choose another for one",
            ),
        ]);
    });

    it("refuses ports that need a right, and paths that are none", () => {
        const logServer = { image: IMAGE, port: 80, readinessPath: "ready" };
        assert.deepEqual(findings({ logServer }), [
            at("logServer.port", "80", "a whole number, from 1024 to 65535"),
            at("logServer.readinessPath", `"ready"`, "a path that starts with / such as /health"),
        ]);
    });

    it("refuses secrets that lead nowhere", () => {
        const secrets = { region: "Ireland", role: "secrets", prefix: "/neurallog" };
        assert.deepEqual(findings({ secrets }), [
            at("secrets.region", `"Ireland"`, "an AWS region such as eu-west-1"),
            at(
                "secrets.role",
                `"secrets"`,
                "the ARN of an IAM role such as arn:aws:iam::123456789012:role/secrets",
            ),
            at(
                "secrets.prefix",
                `"/neurallog"`,
                "the beginning of a name, ending in / such as neurallog/tenants/",
            ),
        ]);
    });
});

describe("the services of tenants", () => {
    it("are recorded, whatever they are, on a stack that runs none", () => {
        const tenants = { acme: { ...TENANT, plan: "starter", services: replicas(100, 100) } };
        assert.deepEqual(findingsOf({ "neurallog:tenants": tenants }), []);
    });

    it("fit for the specification's sample", () => {
        const { id, ...sample } = ACME_CORP;
        assert.deepEqual(findings(SERVICES, { [id]: sample }), []);
    });

    it("need an image on the stack", () => {
        assert.deepEqual(
            findings(
                { logServer: SERVICES.logServer },
                {
                    acme: { ...TENANT, services: replicas(1, 1) },
                    globex: { ...TENANT, services: { logServer: { enabled: true } } },
                    initech: { ...TENANT, services: { authService: { enabled: false } } },
                },
            ),
            [
                ofTenant(
                    ".authService",
                    "a map of 2",
                    "a service the stack has an image of: neurallog:services has no authService",
                    "add neurallog:services.authService, or set enabled to false",
                ),
            ],
        );
    });

    it("fit the plan's quota while they are rolled out, or a larger plan is proposed", () => {
        const acme = { ...TENANT, plan: "starter", services: replicas(4, 3) };
        assert.deepEqual(findings(SERVICES, { acme }), [
            ofTenant(
                "",
                "a map of 2",
                "services that the tenant's quota holds, also while they are rolled out: these take 4250m limits.cpu of 4, 11 pods of 10",
                "lower the replicas or the resources of its services, or choose plan professional",
            ),
        ]);
    });

    it("fit the tenant's own quota, or its raise is proposed", () => {
        const resources = { pods: 3, services: 1 };
        assert.deepEqual(
            findings(SERVICES, { acme: { ...TENANT, resources, services: replicas(1, 1) } }),
            [
                ofTenant(
                    "",
                    "a map of 2",
                    "services that the tenant's quota holds, also while they are rolled out: these take 6 pods of 3, 2 services of 1",
                    "lower the replicas or the resources of its services, or raise the resources of the tenant",
                ),
            ],
        );
    });

    it("are told when no plan is large enough", () => {
        const acme = { ...TENANT, services: replicas(99, 99) };
        const [only = "", ...rest] = findings(SERVICES, { acme });
        assert.deepEqual(rest, []);
        assert.ok(
            only.endsWith("remedy  lower the replicas or the resources of its services"),
            only,
        );
    });

    it("have containers within the plan's largest and smallest", () => {
        const resources = { requests: "10m", limits: "5" };
        const services = { logServer: { enabled: true, resources } };
        assert.deepEqual(findings(SERVICES, { acme: { ...TENANT, services } }), [
            ofTenant(
                ".logServer.resources.requests",
                `"10m"`,
                "at least 50m, the smallest container of plan professional",
                "raise it to 50m",
            ),
            ofTenant(
                ".logServer.resources.limits",
                `"5"`,
                "at most 4, the largest container of plan professional",
                "lower it to 4",
            ),
        ]);
    });

    it("are looked at together with everything else that is wrong", () => {
        const tenants = {
            acme: { ...TENANT, services: replicas(99, 99) },
            globex: { ...TENANT, plan: "gold", services: replicas(99, 99) },
        };
        assert.deepEqual(
            findingsOf({
                "neurallog:role": "boss",
                "neurallog:services": SERVICES,
                "neurallog:tenants": tenants,
            }).map((each) => each.split("\n")[0]),
            ["neurallog:role", "neurallog:tenants.acme.services", "neurallog:tenants.globex.plan"],
        );
    });

    it("are not judged by settings that are wrong themselves", () => {
        const acme = { ...TENANT, services: replicas(99, 99) };
        assert.equal(findings({ logServer: { image: "a" } }, { acme }).length, 1);
    });

    it("of five hundred tenants are judged in well under a second", () => {
        const ids = Array.from({ length: 500 }, (_, index) => `t-${index}`);
        const tenants = Object.fromEntries(
            ids.map((id) => [id, { ...TENANT, services: replicas(2, 2) }]),
        );
        const started = performance.now();
        assert.deepEqual(findings(SERVICES, tenants), []);
        assert.ok(performance.now() - started < 800);
    });
});
