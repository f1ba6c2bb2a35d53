/**
 * An error meant for the person at the terminal: what is wrong, and the next step.
 * Entry points print its message without a stack.
 */
export class Failure extends Error {
    override readonly name = "Failure";
}

/** Last `count` lines of a text, indented, to be quoted in a message. */
export function lastLines(text: string, count: number): string {
    const lines = text.trimEnd().split("\n");
    return lines
        .slice(-count)
        .map((line) => `    ${line}`)
        .join("\n");
}
