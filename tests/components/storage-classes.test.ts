import assert from "node:assert/strict";

import { StorageClasses } from "../../components/storage/storage-classes.ts";
import { recordProgram } from "../support/recorded-program.ts";

describe("the storage classes", () => {
    const labels = {
        "app.kubernetes.io/part-of": "neurallog",
        "app.kubernetes.io/managed-by": "pulumi",
    };

    const common = {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        provisioner: "ebs.csi.aws.com",
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
    };

    const annotations = { "storageclass.kubernetes.io/is-default-class": "false" };

    it("are fast-ssd and premium-nvme, both encrypted, neither the default", async () => {
        const resources = await recordProgram(() => {
            new StorageClasses("storage-classes");
        });
        assert.deepEqual(
            resources.map(({ name, inputs }) => [name, inputs]),
            [
                [
                    "fast-ssd",
                    {
                        ...common,
                        metadata: { name: "fast-ssd", labels, annotations },
                        parameters: {
                            type: "gp3",
                            iops: "3000",
                            throughput: "125",
                            encrypted: "true",
                        },
                        reclaimPolicy: "Delete",
                    },
                ],
                [
                    "premium-nvme",
                    {
                        ...common,
                        metadata: { name: "premium-nvme", labels, annotations },
                        parameters: { type: "io2", iops: "10000", encrypted: "true" },
                        reclaimPolicy: "Retain",
                    },
                ],
                ["storage-classes", {}],
            ],
        );
    });

    it("are deleted before they are replaced: their names are fixed", async () => {
        const resources = await recordProgram(() => {
            new StorageClasses("storage-classes");
        });
        assert.deepEqual(
            resources.map(({ name, options }) => [name, options.deleteBeforeReplace]),
            [
                ["fast-ssd", true],
                ["premium-nvme", true],
                ["storage-classes", undefined],
            ],
        );
    });
});
