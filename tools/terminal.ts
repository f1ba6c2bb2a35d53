/** Reports what is going on; the default writes one line to standard output. */
export type Report = (line: string) => void;

export const print: Report = (line) => {
    console.log(line);
};

/** Says nothing: for tests. */
export const silent: Report = () => undefined;

type Style = "bold" | "dim" | "green";

const codes: Record<Style, number> = { bold: 1, dim: 2, green: 32 };

/** Colours a text on a terminal that wants it, and leaves it alone elsewhere (https://no-color.org). */
export function styled(
    style: Style,
    text: string,
    colours: boolean = coloursWanted(process.env, process.stdout.isTTY),
): string {
    return colours ? `\u001b[${codes[style]}m${text}\u001b[0m` : text;
}

export function coloursWanted(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
    return isTerminal && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}

/** Lays rows out under a heading, every column as wide as its widest cell, two spaces apart. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
    const lines = [heading, ...rows];
    const widths = heading.map((_, column) =>
        Math.max(...lines.map((line) => line[column]?.length ?? 0)),
    );
    return lines
        .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
        .map((line) => line.trimEnd())
        .join("\n");
}

/** `41 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
    if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
    const seconds = Math.round(milliseconds / 1000);
    if (seconds < 60) return `${seconds} s`;
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
