import { removeLocal } from "./local/remove.ts";
import { main } from "./main.ts";
import { localPaths, repository } from "./paths.ts";
import { print } from "./terminal.ts";

// `make down`: stop the local control plane and remove everything `make up` made in this checkout.
await main(() => removeLocal(localPaths(), repository, print));
