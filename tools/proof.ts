import { isolationOf } from "../tenancy/isolation.ts";
import { renderProof } from "../tenancy/reachability/index.ts";
import { Failure } from "./failure.ts";
import { main } from "./main.ts";
import { stackConfiguration } from "./stack-configuration.ts";
import { print } from "./terminal.ts";

// `make proof [STACK=local] [FORMAT=json]`: who reaches whom on what, once this stack is applied.
await main(() => {
    const { STACK: stack = "local", FORMAT: format } = process.env;
    const configuration = stackConfiguration(stack);
    if (configuration.role === "management") {
        throw new Failure(`The stack ${stack} has no tenants: it is a management stack.`);
    }
    const verdict = isolationOf(configuration.tenants, configuration.context);
    print(format === "json" ? JSON.stringify(verdict, null, 4) : renderProof(verdict));
    if (verdict.findings.length > 0) process.exitCode = 1;
});
