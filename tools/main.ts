import { Failure } from "./failure.ts";
import { interruptible } from "./interrupt.ts";

/** Runs an entry point: a Failure becomes its message and exit code 1, anything else is a defect. */
export async function main(body: () => Promise<void> | void): Promise<void> {
    interruptible();
    try {
        await body();
    } catch (error) {
        if (!(error instanceof Failure)) throw error;
        console.error(`\n${error.message}`);
        process.exitCode = 1;
    }
}
