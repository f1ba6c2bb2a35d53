#!/usr/bin/env node
// Serves the policy pack to a built engine, which starts this file with its own address.
// The pack reads its version from the package.json of the current folder.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const pack = process.env.NEURALLOG_POLICY_PACK;
process.chdir(pack);
const { main } = JSON.parse(readFileSync("package.json", "utf8"));
await import(pathToFileURL(join(pack, main)).href);
