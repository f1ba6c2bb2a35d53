import assert from "node:assert/strict";

import { serviceAccountWithoutToken as rule } from "../../policy/rules/service-account-without-token.ts";
import {
    ACME_LABELS,
    changed,
    UNKNOWN,
    UnknownValueError,
    violationsOf,
    violationsOfPatch,
    without,
    type Declared,
} from "./support.ts";

const COMPLIANT: Declared = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default", namespace: "tenant-acme", labels: ACME_LABELS },
    automountServiceAccountToken: false,
};

function message(found: string) {
    return (
        `ServiceAccount tenant-acme/default: automountServiceAccountToken must be false, but it is ${found}. ` +
        "Set it to false: nothing of a tenant calls the API server."
    );
}

describe("policy service-account-without-token", () => {
    it("accepts an account without a token", () => {
        assert.deepEqual(violationsOf(rule, COMPLIANT), []);
    });

    for (const value of [true, "false", null]) {
        const found = value === null ? "absent" : JSON.stringify(value);
        it(`refuses ${JSON.stringify(value)}`, () => {
            const account = changed(COMPLIANT, ["automountServiceAccountToken"], value);
            assert.deepEqual(violationsOf(rule, account), [message(found)]);
        });
    }

    it("refuses an account that does not say", () => {
        const account = without(COMPLIANT, ["automountServiceAccountToken"]);
        assert.deepEqual(violationsOf(rule, account), [message("absent")]);
    });

    it("refuses a patch that does not say", () => {
        const account = without(COMPLIANT, ["automountServiceAccountToken"]);
        assert.deepEqual(violationsOfPatch(rule, account), [message("absent")]);
    });

    it("says nothing of a value that is not known yet", () => {
        const account = changed(COMPLIANT, ["automountServiceAccountToken"], UNKNOWN);
        assert.throws(() => violationsOf(rule, account), UnknownValueError);
    });

    it("leaves accounts of the platform, and accounts without metadata, alone", () => {
        const account = without(COMPLIANT, ["automountServiceAccountToken"]);
        const metadata = { name: "istiod", namespace: "istio-system" };
        assert.deepEqual(violationsOf(rule, changed(account, ["metadata"], metadata)), []);
        assert.deepEqual(violationsOf(rule, without(account, ["metadata"])), []);
    });
});
