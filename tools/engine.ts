import { ensureParts } from "./engine/build.ts";
import { ensureEngine } from "./engine/engine.ts";
import { apiServer, controllerManager, etcd } from "./engine/parts.ts";
import { main } from "./main.ts";
import { print } from "./terminal.ts";

// `make engine`: find or build everything that `make up` starts.
await main(async () => {
    await ensureParts([etcd, apiServer, controllerManager], print);
    print(`control plane: etcd ${etcd.version}, Kubernetes ${apiServer.version}`);
    await ensureEngine();
});
