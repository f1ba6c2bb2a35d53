// The language host loads a pack with `require` and ts-node, which cannot load an ES module in TypeScript. It can
// load this file, and Node itself strips the types of what this file imports.
import "./index.ts";
