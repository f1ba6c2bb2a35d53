import { startControlPlane } from "./control-plane/control-plane.ts";
import { ensureEngine } from "./engine/engine.ts";
import { stateFolder } from "./engine/environment.ts";
import { Failure } from "./failure.ts";
import { bringUp } from "./local/stack.ts";
import { readTenants } from "./local/tenants.ts";
import { tryLock, unlock } from "./lock.ts";
import { main } from "./main.ts";
import { localPaths, repository } from "./paths.ts";
import { print, styled, table } from "./terminal.ts";

// `make up`: a local control plane with the tenants of Pulumi.local.yaml on it.
await main(async () => {
    const paths = localPaths();
    const holder = tryLock(paths.lock);
    if (holder !== undefined) {
        throw new Failure(
            `Another \`make up\` (process ${holder}) is at work in this checkout. ` +
                `Wait for it, or end it with \`kill ${holder}\`.`,
        );
    }

    const engine = await ensureEngine();
    const controlPlane = await startControlPlane({
        directory: paths.controlPlane,
        kubeconfig: paths.kubeconfig,
        dependents: [stateFolder(paths.run)],
    });
    await bringUp({
        engine,
        project: repository,
        stack: "local",
        directory: paths.run,
        report: print,
    });

    const tenants = await readTenants(controlPlane.access);
    const rows = tenants.map(({ id, plan, namespace, quota }) => [id, plan, namespace, quota]);
    const [heading = "", ...lines] = table(["TENANT", "PLAN", "NAMESPACE", "QUOTA"], rows).split(
        "\n",
    );
    print(["", styled("bold", heading), ...lines, ""].join("\n"));
    print("Look around with `export KUBECONFIG=.local/kubeconfig`; `make down` removes it all.");
    unlock(paths.lock);
});
