import { writeFile } from "node:fs/promises";
import * as path from "node:path";

import * as prettier from "prettier";

import { STACK_FILE_SCHEMA, stackFileJsonSchema } from "../config/json-schema.ts";

const file = path.join(import.meta.dirname, "..", STACK_FILE_SCHEMA);
const options = await prettier.resolveConfig(file);
const text = JSON.stringify(stackFileJsonSchema());
await writeFile(file, await prettier.format(text, { ...options, filepath: file }));
