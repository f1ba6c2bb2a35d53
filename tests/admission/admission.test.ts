import { Cluster } from "./cluster.ts";
import { guards } from "./guards.ts";
import { images } from "./images.ts";
import { mesh } from "./mesh.ts";
import { namespaces } from "./namespaces.ts";
import { placement } from "./placement.ts";
import { policies } from "./policies.ts";
import { services } from "./services.ts";
import { storage } from "./storage.ts";
import { tenants } from "./tenants.ts";
import { tokens } from "./tokens.ts";

// One control plane for all of them, because each start takes seconds. Nearly every request is a dry run: the API
// server judges it and keeps nothing, so no test meets another's objects.
describe("what the API server admits to tenants' namespaces", function () {
    this.timeout(60_000);

    const cluster = new Cluster();

    before(() => cluster.start());
    after(() => cluster.stop());

    images(cluster);
    placement(cluster);
    tokens(cluster);
    mesh(cluster);
    services(cluster);
    storage(cluster);
    guards(cluster);
    namespaces(cluster);
    tenants(cluster);
    policies(cluster);
});
