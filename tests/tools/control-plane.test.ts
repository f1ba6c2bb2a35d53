import assert from "node:assert/strict";
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    realpathSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { type Server, createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { get } from "../../tools/control-plane/api.ts";
import { componentNames } from "../../tools/control-plane/components.ts";
import {
    type ControlPlane,
    startControlPlane,
    stopControlPlane,
} from "../../tools/control-plane/control-plane.ts";
import { removeLocal } from "../../tools/local/remove.ts";
import { localPaths } from "../../tools/paths.ts";
import { processesNaming, stopAll } from "../../tools/processes.ts";
import { silent } from "../../tools/terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

// One control plane goes through its whole life, because each start takes seconds. It lies where
// `make up` has it, in a checkout that is otherwise empty.
describe("a control plane", function () {
    this.timeout(120_000);
    this.bail(true);

    const checkout = realpathSync(mkdtempSync(join(tmpdir(), "neurallog-")));
    const paths = localPaths(checkout);
    const dependent = join(paths.directory, "state");
    const reports: string[] = [];
    const report = (line: string): void => void reports.push(line);

    const start = (): Promise<ControlPlane> =>
        startControlPlane({
            directory: paths.controlPlane,
            kubeconfig: paths.kubeconfig,
            dependents: [dependent],
            report,
        });
    const processes = (): ReturnType<typeof processesNaming> =>
        processesNaming(paths.controlPlane, componentNames);
    const pids = (): number[] => processes().map(({ pid }) => pid);
    const kill = (...names: string[]): Promise<number> =>
        stopAll(() => processesNaming(paths.controlPlane, names), 0, "SIGKILL");

    beforeEach(() => reports.splice(0));
    after(async () => {
        await stopControlPlane(paths.controlPlane);
        rmSync(checkout, { recursive: true, force: true });
    });

    it("starts empty, and takes what described an earlier cluster away", async () => {
        mkdirSync(dependent, { recursive: true });
        const plane = await start();
        assert.equal(plane.origin, "started");
        assert.equal(processes().length, 3);
        assert.equal(existsSync(dependent), false);
        const { status } = await get(plane.access, "/api/v1/namespaces/default");
        assert.equal(status, 200);
    });

    it("keeps its credentials from other users", () => {
        const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
        assert.equal(mode(paths.controlPlane), "700");
        assert.equal(mode(paths.kubeconfig), "600");
        assert.equal(mode(join(paths.controlPlane, "credentials", "tokens.csv")), "600");
        assert.equal(mode(join(paths.controlPlane, "credentials", "service-account.key")), "600");
    });

    it("turns away who has no token or a wrong one", async () => {
        const { access } = await start();
        for (const token of ["", "wrong"]) {
            const { status } = await get({ ...access, token }, "/readyz");
            assert.equal(status, 401);
        }
    });

    it("is reused while it runs", async () => {
        const before = pids();
        assert.equal((await start()).origin, "reused");
        assert.deepEqual(pids(), before);
    });

    it("starts again on its data and its port after a crash", async () => {
        const { access } = await start();
        const uid = async (): Promise<string> =>
            (await get(access, "/api/v1/namespaces/default?limit=1")).body.match(
                /"uid":"[^"]+"/,
            )?.[0] ?? "";
        const before = await uid();
        mkdirSync(dependent);
        await kill("kube-apiserver");

        const plane = await start();
        assert.equal(plane.origin, "restarted");
        assert.equal(plane.access.server, access.server);
        assert.notEqual(before, "");
        assert.equal(await uid(), before);
        assert.equal(existsSync(dependent), true);
        assert.equal(processes().length, 3);
    });

    it("takes another port when its own is lost, and starts empty when etcd refuses its data", async () => {
        const { access } = await start();
        await kill(...componentNames);
        const squatter: Server = createServer().listen(
            Number(new URL(access.server).port),
            "127.0.0.1",
        );
        await once(squatter, "listening");
        writeFileSync(join(paths.controlPlane, "etcd", "member", "snap", "db"), "not a database");

        const plane = await start();
        squatter.close();
        assert.equal(plane.origin, "started");
        assert.notEqual(plane.access.server, access.server);
        assert.equal(existsSync(dependent), false);
        assert.ok(reports.includes("control plane: etcd refuses its data; starting from empty"));
    });

    it("is removed with all that belongs to it", async () => {
        await removeLocal(paths, checkout, report);
        assert.deepEqual(processes(), []);
        assert.equal(existsSync(paths.directory), false);
        assert.deepEqual(reports, ["stopped the control plane (3 processes)", "removed .local"]);
    });

    it("is nothing to do to remove when there is none", async () => {
        await removeLocal(paths, checkout, report);
        assert.deepEqual(reports, ["nothing to do: nothing of `make up` is here"]);
    });
});

describe("a control plane that cannot start", () => {
    const folder = temporaryFolder();

    it("says which component ended, with the end of its log and where all of it is", async function () {
        this.timeout(60_000);
        const credentials = join(folder(), "credentials");
        mkdirSync(credentials);
        writeFileSync(join(credentials, "tokens.csv"), 'token,admin,admin,"system:masters"\n');
        writeFileSync(join(credentials, "service-account.key"), "not a key");

        const start = startControlPlane({ directory: folder(), report: silent });
        await assert.rejects(start, (error: Error) => {
            const log = join(folder(), "logs", "kube-apiserver.log");
            assert.match(
                error.message,
                /^kube-apiserver ended \(exit code 1\) before it was ready\./,
            );
            assert.match(error.message, /Its log ends:\n {4}.*\n/);
            assert.match(error.message, /service-account\.key/);
            assert.ok(error.message.endsWith(`All of it: ${log}`));
            return true;
        });
        assert.deepEqual(processesNaming(folder(), componentNames), []);
    });
});
