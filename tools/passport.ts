import { passport, renderPassport } from "../tenancy/passport/index.ts";
import { Failure } from "./failure.ts";
import { main } from "./main.ts";
import { stackConfiguration } from "./stack-configuration.ts";
import { print } from "./terminal.ts";

// `make passport [STACK=local] [TENANT=acme-corp] [FORMAT=json]`: a page about each tenant, or about one.
await main(() => {
    const { STACK: stack = "local", TENANT: id = "", FORMAT: format } = process.env;
    const configuration = stackConfiguration(stack);
    const tenants = configuration.role === "workload" ? configuration.tenants : [];
    const chosen = tenants.filter((tenant) => id === "" || tenant.id === id);
    if (chosen.length === 0) {
        const ids = tenants.map((tenant) => tenant.id).join(", ") || "none";
        throw new Failure(`The stack ${stack} has no tenant ${id}. Its tenants: ${ids}.`);
    }
    const pages = chosen.map((tenant) => passport(tenant, configuration.context));
    print(
        format === "json" ? JSON.stringify(pages, null, 4) : pages.map(renderPassport).join("\n"),
    );
});
