import { X509Certificate, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Layout } from "./layout.ts";

/** Secrets made for one control plane; they live and die with its folder. */
export interface Credentials {
    readonly adminToken: string;
    readonly controllerManagerToken: string;
    /** Token file of kube-apiserver. */
    readonly tokens: string;
    /** Private key that signs service-account tokens. */
    readonly serviceAccountKey: string;
}

/** Reads the credentials of a control plane, or makes them: all of them or none, files 0600. */
export function credentialsOf(layout: Layout): Credentials {
    const tokens = join(layout.credentials, "tokens.csv");
    if (!existsSync(layout.credentials)) makeCredentials(layout.credentials);
    const lines = readFileSync(tokens, "utf8").split("\n");
    const token = (line: number): string => lines[line]?.split(",")[0] ?? "";
    return {
        adminToken: token(0),
        controllerManagerToken: token(1),
        tokens,
        serviceAccountKey: join(layout.credentials, "service-account.key"),
    };
}

function makeCredentials(folder: string): void {
    const draft = `${folder}.draft`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true, mode: 0o700 });

    // The controller manager is an administrator too: its built-in role is enough only with a
    // service account for each controller, which makes every start slower.
    const users = ["local-admin", "system:kube-controller-manager"];
    const rows = users.map((user) => `${newToken()},${user},${user},"system:masters"\n`);
    writeFileSync(join(draft, "tokens.csv"), rows.join(""), { mode: 0o600 });

    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(join(draft, "service-account.key"), pem, { mode: 0o600 });

    renameSync(draft, folder);
}

function newToken(): string {
    return randomBytes(32).toString("base64url");
}

/** The serving certificate, which kube-apiserver makes and signs itself, so that it is the CA too. */
export function servingCertificate(layout: Layout): string {
    return join(layout.certificates, "apiserver.crt");
}

/**
 * Removes a serving certificate that a new start could not use: half of the pair missing (killed
 * while writing), or less than a day left of its year. kube-apiserver then makes another.
 */
export function dropUnusableCertificate(layout: Layout): void {
    const day = 24 * 60 * 60 * 1000;
    try {
        const certificate = new X509Certificate(readFileSync(servingCertificate(layout)));
        const key = join(layout.certificates, "apiserver.key");
        if (existsSync(key) && Date.parse(certificate.validTo) > Date.now() + day) return;
    } catch {
        // Missing or not a certificate.
    }
    rmSync(layout.certificates, { recursive: true, force: true });
}
