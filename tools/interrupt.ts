type Handler = () => void;

const handlers: Handler[] = [];

/**
 * Takes SIGINT and SIGTERM over from Node: they go to the innermost handler of `onInterrupt`, or
 * end the process through its `exit` event, so that locks and children do not stay behind.
 */
export function interruptible(): void {
    process.on("SIGINT", () => {
        handle(130);
    });
    process.on("SIGTERM", () => {
        handle(143);
    });
}

/** Registers what an interrupt means from now on. @returns a function that unregisters it. */
export function onInterrupt(handler: Handler): () => void {
    handlers.push(handler);
    return () => {
        handlers.splice(handlers.indexOf(handler), 1);
    };
}

function handle(exitCode: number): void {
    const handler = handlers.at(-1);
    if (handler === undefined) process.exit(exitCode);
    handler();
}
