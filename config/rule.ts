import { distance } from "fastest-levenshtein";
import * as z from "zod";

/** What zod calls to word an issue: the first line is the rule, the second, where there is one, the remedy. */
export interface Rule {
    readonly error: (issue: { readonly input?: unknown }) => string;
}

/**
 * The words of one rule, to give to every zod schema and check that enforces it.
 *
 * @param text What is valid, such as `true or false`.
 * @param remedy How to get from a value that is not valid to one that is; `undefined` where that is a guess.
 */
export function rule(text: string, remedy?: (input: unknown) => string | undefined): Rule {
    return { error: (issue) => words(text, remedy?.(issue.input)) };
}

/** A rule and its remedy as one zod message. */
export function words(text: string, remedy?: string): string {
    return remedy === undefined ? text : `${text}\n${remedy}`;
}

/** The rule that a value is one of a few names. */
export function oneOf(names: readonly string[]): string {
    return `one of ${names.join(", ")}`;
}

/** `did you mean "acme"?`, or nothing where nothing is near. */
export function didYouMean(choice: string | undefined): string | undefined {
    return choice === undefined ? undefined : `did you mean ${JSON.stringify(choice)}?`;
}

/** The name somebody most likely meant, or `undefined` when none is near. Case and namespace do not count. */
export function nearest(text: string, names: readonly string[]): string | undefined {
    const meant = bare(text);
    const tolerated = meant.length <= 3 ? 1 : Math.max(2, Math.floor(meant.length / 3));
    let best: { name: string; steps: number } | undefined;
    for (const name of names) {
        const candidate = bare(name);
        const partOf = meant.length >= 4 && candidate.includes(meant);
        const steps = partOf ? tolerated : distance(meant, candidate);
        if (steps <= tolerated && (best === undefined || steps < best.steps)) {
            best = { name, steps };
        }
    }
    return best?.name;
}

function bare(name: string): string {
    return name.slice(name.indexOf(":") + 1).toLowerCase();
}

/** A value that is one of `names`; a number that should have been text is told so. */
export function choice<Name extends string>(
    names: readonly Name[],
): z.ZodEnum<z.core.util.ToEnum<Name>> {
    const remedy = (input: unknown): string | undefined => {
        if (typeof input === "number" && names.some((name) => name === String(input))) {
            return `write it in quotes: "${String(input)}"`;
        }
        return typeof input === "string" ? didYouMean(nearest(input, names)) : undefined;
    };
    return z.enum(names, rule(oneOf(names), remedy));
}

const YES_AND_NO: Readonly<Record<string, boolean>> = {
    true: true,
    yes: true,
    on: true,
    false: false,
    no: false,
    off: false,
};

/** `true` or `false`. */
export function flag(): z.ZodBoolean {
    return z.boolean(
        rule("true or false", (input) => {
            const meant = typeof input === "string" ? YES_AND_NO[input.toLowerCase()] : undefined;
            return meant === undefined ? undefined : `write ${String(meant)}, without quotes`;
        }),
    );
}

/**
 * A whole number of at least `least` and, where it is given, at most `most`.
 *
 * @param remedy What to do about a value that is not one, beyond writing it without quotes.
 */
export function wholeNumber(
    least: number,
    most?: number,
    remedy?: (input: unknown) => string | undefined,
): z.ZodNumber {
    const bounds = most === undefined ? `${least} or more` : `from ${least} to ${most}`;
    const words = rule(`a whole number, ${bounds}`, (input) =>
        typeof input === "string" && /^\d{1,9}$/.test(input)
            ? `write ${Number(input)}, without quotes`
            : remedy?.(input),
    );
    const number = z.int(words).min(least, words);
    return most === undefined ? number : number.max(most, words);
}

/**
 * A map of known keys: any other key is a finding with the key that was probably meant.
 *
 * @param description What an editor shows.
 */
export function map<Shape extends z.core.$ZodShape>(
    description: string,
    shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
    const keys = Object.keys(shape);
    const required = keys.filter((key) => shape[key]?._zod.optin === undefined);
    const error = (issue: z.core.$ZodRawIssue): string => {
        if (issue.code === "unrecognized_keys") {
            const remedies = issue.keys.map((key) => didYouMean(nearest(key, keys)) ?? "");
            return [oneOf(keys), ...remedies].join("\n");
        }
        const remedy = required.length > 0 ? `write ${required.join(" and ")} below it` : undefined;
        return words(`a map of ${keys.join(", ")}`, remedy);
    };
    return z.strictObject(shape, { error }).meta({ description });
}
