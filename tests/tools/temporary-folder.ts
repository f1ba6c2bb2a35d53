import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for each test of the enclosing `describe`, removed after it. @returns its path. */
export function temporaryFolder(): () => string {
    let folder = "";
    beforeEach(() => {
        folder = realpathSync(mkdtempSync(join(tmpdir(), "neurallog-")));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });
    return () => folder;
}
