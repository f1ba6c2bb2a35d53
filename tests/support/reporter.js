import Mocha from "mocha";

const { EVENT_RUN_END } = Mocha.Runner.constants;

/** Mocha's `spec` reporter, closed by one plain line: `N passed, N failed`. */
export default class Reporter extends Mocha.reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once(EVENT_RUN_END, () => {
            const { passes, failures, pending } = runner.stats;
            const skipped = pending > 0 ? `, ${pending} skipped` : "";
            Mocha.reporters.Base.consoleLog(`${passes} passed, ${failures} failed${skipped}`);
        });
    }
}
