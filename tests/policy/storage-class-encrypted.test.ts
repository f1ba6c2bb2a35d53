import assert from "node:assert/strict";

import { storageClassEncrypted as rule } from "../../policy/rules/storage-class-encrypted.ts";
import {
    changed,
    UNKNOWN,
    UnknownValueError,
    violationsOf,
    violationsOfPatch,
    without,
    type Declared,
} from "./support.ts";

const COMPLIANT: Declared = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "fast-ssd" },
    provisioner: "ebs.csi.aws.com",
    parameters: { type: "gp3", encrypted: "true" },
};

function message(found: string) {
    return (
        `StorageClass fast-ssd: parameters.encrypted must be "true", but it is ${found}. ` +
        "Set it under this very name; no volume can be encrypted after it was made."
    );
}

describe("policy storage-class-encrypted", () => {
    for (const provisioner of ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com"]) {
        it(`accepts an encrypted class of ${provisioner}`, () => {
            const storageClass = changed(COMPLIANT, ["provisioner"], provisioner);
            assert.deepEqual(violationsOf(rule, storageClass), []);
        });

        it(`refuses a plain class of ${provisioner}`, () => {
            const storageClass = changed(COMPLIANT, ["provisioner"], provisioner);
            const plain = changed(storageClass, ["parameters", "encrypted"], "false");
            assert.deepEqual(violationsOf(rule, plain), [message('"false"')]);
        });
    }

    it("refuses a boolean, which the driver does not read", () => {
        const storageClass = changed(COMPLIANT, ["parameters", "encrypted"], true);
        assert.deepEqual(violationsOf(rule, storageClass), [message("true")]);
    });

    for (const path of [["parameters", "encrypted"], ["parameters"]]) {
        it(`refuses a class without ${path.join(".")}`, () => {
            assert.deepEqual(violationsOf(rule, without(COMPLIANT, path)), [message("absent")]);
        });
    }

    it("refuses the in-tree provisioner, encrypted or not", () => {
        const storageClass = changed(COMPLIANT, ["provisioner"], "kubernetes.io/aws-ebs");
        assert.deepEqual(violationsOf(rule, storageClass), [
            'StorageClass fast-ssd: provisioner must be "ebs.csi.aws.com", but it is "kubernetes.io/aws-ebs". ' +
                "Use the CSI driver; Kubernetes no longer contains the in-tree one.",
        ]);
    });

    it("refuses a patch that is a plain class", () => {
        const patch = without(COMPLIANT, ["parameters"]);
        assert.deepEqual(violationsOfPatch(rule, patch), [message("absent")]);
    });

    for (const path of [["provisioner"], ["parameters", "encrypted"], ["parameters"]]) {
        it(`says nothing of ${path.join(".")} that is not known yet`, () => {
            const storageClass = changed(COMPLIANT, path, UNKNOWN);
            assert.throws(() => violationsOf(rule, storageClass), UnknownValueError);
        });
    }

    it("leaves other provisioners, and classes without one, alone", () => {
        const plain = without(COMPLIANT, ["parameters"]);
        assert.deepEqual(
            violationsOf(rule, changed(plain, ["provisioner"], "efs.csi.aws.com")),
            [],
        );
        assert.deepEqual(violationsOf(rule, without(plain, ["provisioner"])), []);
    });
});
