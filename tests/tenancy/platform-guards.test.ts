import assert from "node:assert/strict";

import { platformGuards } from "../../tenancy/platform-guards.ts";
import { CLUSTER, MESHED_CLUSTER } from "../support/tenants.ts";

describe("the guards of the platform", () => {
    it("are none where there is neither a mesh nor a plugin for cluster network policies", () => {
        assert.deepEqual(platformGuards(CLUSTER), []);
    });

    it("refuse tenants every port of the system but the named ones, in the mesh", () => {
        assert.deepEqual(
            platformGuards(MESHED_CLUSTER).map(({ kind, metadata, spec }) => ({
                kind,
                namespace: metadata.namespace,
                spec,
            })),
            [
                {
                    kind: "AuthorizationPolicy",
                    namespace: "neurallog-system",
                    spec: {
                        action: "DENY",
                        rules: [
                            {
                                from: [{ source: { namespaces: ["tenant-*"] } }],
                                to: [{ operation: { notPorts: ["8080", "5432", "6379"] } }],
                            },
                        ],
                    },
                },
            ],
        );
    });

    it("keep every tenant from its node's credentials, above all other policies", () => {
        const network = { ...CLUSTER.network, clusterNetworkPolicies: true };
        assert.deepEqual(
            platformGuards({ ...CLUSTER, network }).map(({ kind, spec }) => ({ kind, spec })),
            [
                {
                    kind: "ClusterNetworkPolicy",
                    spec: {
                        tier: "Admin",
                        priority: 0,
                        subject: {
                            namespaces: {
                                matchExpressions: [
                                    { key: "neurallog.io/tenant-id", operator: "Exists" },
                                ],
                            },
                        },
                        egress: [
                            {
                                name: "instance-metadata",
                                action: "Deny",
                                to: [{ networks: ["169.254.169.254/32", "fd00:ec2::254/128"] }],
                            },
                        ],
                    },
                },
            ],
        );
    });
});
