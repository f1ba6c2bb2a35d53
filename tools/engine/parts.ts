import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { repository } from "../paths.ts";

/** A program that is built from a pinned Go module of `tools/go`. */
export interface Part {
    readonly binary: string;
    /** Folder with the go.mod that pins it. One a program: shared ones would mix their versions. */
    readonly module: string;
    /** Go package of its `main`, as seen from that folder. */
    readonly package: string;
    readonly version: string;
    /** Go variables that the linker sets. */
    readonly variables: Readonly<Record<string, string>>;
    /** Expected minutes for a first build on two cores. */
    readonly minutes: number;
}

const modules = join(repository, "tools", "go");

const pulumiVersion = pinnedVersion("pulumi", "github.com/pulumi/pulumi/pkg/v3");
const languageHostVersion = pinnedVersion(
    "pulumi-language-nodejs",
    "github.com/pulumi/pulumi/sdk/v3",
);
const etcdVersion = pinnedVersion("etcd", "go.etcd.io/etcd/server/v3");
const kubernetesVersion = pinnedVersion("kubernetes", "k8s.io/kubernetes");

/** Version of the plugin that the program's SDK asks the engine for, without a `v`. */
export const providerVersion = sdkVersion("@pulumi/kubernetes");

export const pulumiCli: Part = {
    binary: "pulumi",
    module: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: pulumiVersion,
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": pulumiVersion },
    minutes: 6,
};

export const languageHost: Part = {
    binary: "pulumi-language-nodejs",
    module: "pulumi-language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: languageHostVersion,
    variables: {},
    minutes: 1,
};

/**
 * The Kubernetes provider. It says the SDK's version, because the engine takes no other, but its
 * code is that of the module in go.mod, which is older than the plugin that users download.
 */
export const kubernetesProvider: Part = {
    binary: "pulumi-resource-kubernetes",
    module: "pulumi-resource-kubernetes",
    package: ".",
    version: `v${providerVersion}`,
    variables: {
        "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version": providerVersion,
    },
    minutes: 11,
};

export const etcd: Part = {
    binary: "etcd",
    module: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    version: etcdVersion,
    variables: {},
    minutes: 1.5,
};

export const apiServer: Part = kubernetesPart("kube-apiserver", 5);
export const controllerManager: Part = kubernetesPart("kube-controller-manager", 2);

/**
 * Short digest of all that decides what a build makes: a changed pin gives another cache folder.
 * The Go toolchain is not in it; go.mod names the one that is needed.
 */
export function partDigest(part: Part, moduleFolder: string = moduleFolderOf(part)): string {
    const hash = createHash("sha256");
    for (const name of ["go.mod", "go.sum", "main.go"]) {
        const file = join(moduleFolder, name);
        hash.update(`${name}\0${existsSync(file) ? readFileSync(file, "utf8") : ""}\0`);
    }
    hash.update(`${part.package}\0${linkerFlags(part)}`);
    return hash.digest("hex").slice(0, 12);
}

export function moduleFolderOf(part: Part): string {
    return join(modules, part.module);
}

export function linkerFlags(part: Part): string {
    const variables = Object.entries(part.variables).map(([name, value]) => `-X ${name}=${value}`);
    return ["-s -w", ...variables].join(" ");
}

function kubernetesPart(binary: string, minutes: number): Part {
    const [major = "", minor = ""] = kubernetesVersion.slice(1).split(".");
    const version = "k8s.io/component-base/version";
    return {
        binary,
        module: "kubernetes",
        package: `k8s.io/kubernetes/cmd/${binary}`,
        version: kubernetesVersion,
        variables: {
            [`${version}.gitVersion`]: kubernetesVersion,
            [`${version}.gitMajor`]: major,
            [`${version}.gitMinor`]: minor,
        },
        minutes,
    };
}

function pinnedVersion(module: string, goModule: string): string {
    const file = join(modules, module, "go.mod");
    const requirement = readFileSync(file, "utf8")
        .split("\n")
        .map((line) =>
            line
                .trim()
                .replace(/^require /, "")
                .split(" "),
        )
        .find(([name]) => name === goModule);
    if (requirement?.[1] === undefined) throw new Error(`${file} does not require ${goModule}`);
    return requirement[1];
}

function sdkVersion(npmPackage: string): string {
    const file = join(repository, "node_modules", npmPackage, "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
