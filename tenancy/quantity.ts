/** A Kubernetes quantity as written in a manifest: `500m`, `4`, `8Gi`, `1Ti`. */
export type Quantity = string;

const SHAPE = /^(\d+)(?:\.(\d+))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE]-?\d+)?$/;

const NANO = 9;

const DECIMAL_EXPONENT: Record<string, number> = {
    n: -9,
    u: -6,
    m: -3,
    k: 3,
    M: 6,
    G: 9,
    T: 12,
    P: 15,
    E: 18,
};

const BINARY_EXPONENT: Record<string, number> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/**
 * The value of a quantity in billionths of its unit (cores, bytes or a count), or `undefined` where Kubernetes
 * would refuse the text. Billionths because that is the precision Kubernetes keeps; what is smaller rounds up.
 * Signs are refused: nothing here can be negative.
 */
export function parseQuantity(text: Quantity): bigint | undefined {
    const match = SHAPE.exec(text);
    if (match === null) {
        return undefined;
    }
    const [, whole = "", fraction = "", suffix = ""] = match;
    const digits = BigInt(whole + fraction);
    const binary = BINARY_EXPONENT[suffix];
    if (binary !== undefined) {
        return shiftDecimal(digits << BigInt(binary), NANO - fraction.length);
    }
    const exponent = /^[eE]-?\d/.test(suffix)
        ? Number(suffix.slice(1))
        : (DECIMAL_EXPONENT[suffix] ?? 0);
    if (Math.abs(exponent) > 18) {
        return undefined;
    }
    return shiftDecimal(digits, NANO + exponent - fraction.length);
}

/** `value` × 10^`places`, rounded up. */
function shiftDecimal(value: bigint, places: number): bigint {
    if (places >= 0) {
        return value * 10n ** BigInt(places);
    }
    const divisor = 10n ** BigInt(-places);
    return (value + divisor - 1n) / divisor;
}

/**
 * Negative, zero or positive as `left` is less than, equal to or greater than `right`.
 *
 * @throws Error when either is no quantity: callers compare what validation let through.
 */
export function compareQuantities(left: Quantity, right: Quantity): number {
    const difference = quantityValue(left) - quantityValue(right);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The smaller of two quantities, as it was written. */
export function smallerQuantity(left: Quantity, right: Quantity): Quantity {
    return compareQuantities(left, right) <= 0 ? left : right;
}

/**
 * The value of a quantity in billionths of its unit.
 *
 * @throws Error when it is no quantity: callers reckon with what validation let through.
 */
export function quantityValue(quantity: Quantity): bigint {
    const value = parseQuantity(quantity);
    if (value === undefined) {
        throw new Error(`"${quantity}" is not a Kubernetes quantity such as 500m, 4 or 8Gi`);
    }
    return value;
}
