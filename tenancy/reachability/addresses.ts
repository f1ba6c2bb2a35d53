/**
 * Addresses from `first` to `last`. IPv4 addresses are the numbers below 2^32 and IPv6 addresses follow them, so that
 * one line of numbers holds both.
 */
export interface AddressRange {
    readonly first: bigint;
    readonly last: bigint;
}

const FIRST_IPV6 = 1n << 32n;

/** The addresses of `10.0.0.0/8`, `fd00::/8` or a single address; `undefined` when the text names none. */
export function parseRange(text: string): AddressRange | undefined {
    const [address = "", prefix, ...more] = text.split("/");
    const family = address.includes(":") ? ipv6(address) : ipv4(address);
    if (family === undefined || more.length > 0) {
        return undefined;
    }
    const bits =
        prefix === undefined ? family.bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (bits < 0 || bits > family.bits) {
        return undefined;
    }
    const size = 1n << BigInt(family.bits - bits);
    const first = family.base + (family.value / size) * size;
    return { first, last: first + size - 1n };
}

function ipv4(text: string) {
    const octets = text.split(".");
    if (octets.length !== 4 || !octets.every((o) => /^\d{1,3}$/.test(o) && Number(o) <= 255)) {
        return undefined;
    }
    const value = octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
    return { value, base: 0n, bits: 32 };
}

function ipv6(text: string) {
    const halves = text.split("::").map((half) => (half === "" ? [] : half.split(":")));
    const [head = [], tail = []] = halves;
    const missing = 8 - head.length - tail.length;
    if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) {
        return undefined;
    }
    const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
    if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) {
        return undefined;
    }
    const value = groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
    return { value, base: FIRST_IPV6, bits: 128 };
}

/** The addresses of `cidrs` that are in none of `except`. What is no range is passed over. */
export function rangesOf(
    cidrs: readonly string[],
    except: readonly string[] = [],
): readonly AddressRange[] {
    let ranges = cidrs.flatMap((cidr) => parseRange(cidr) ?? []);
    for (const hole of except.flatMap((cidr) => parseRange(cidr) ?? [])) {
        ranges = ranges.flatMap((range) => [
            ...(range.first < hole.first
                ? [{ first: range.first, last: min(range.last, hole.first - 1n) }]
                : []),
            ...(range.last > hole.last
                ? [{ first: max(range.first, hole.last + 1n), last: range.last }]
                : []),
        ]);
    }
    return ranges;
}

export function includes(ranges: readonly AddressRange[], address: bigint): boolean {
    return ranges.some(({ first, last }) => first <= address && address <= last);
}

/**
 * One address of `ranges` for each way in which `blocks` tell its addresses apart: what holds for these holds for
 * all of them.
 */
export function representatives(
    ranges: readonly AddressRange[],
    blocks: readonly (readonly AddressRange[])[],
): readonly bigint[] {
    const starts = new Set(blocks.flat().flatMap(({ first, last }) => [first, last + 1n]));
    const found = new Map<string, bigint>();
    for (const range of ranges) {
        for (const address of [range.first, ...starts]) {
            if (range.first <= address && address <= range.last) {
                const kind = blocks.map((block) => (includes(block, address) ? 1 : 0)).join("");
                if (!found.has(kind)) {
                    found.set(kind, address);
                }
            }
        }
    }
    return [...found.values()];
}

function min(left: bigint, right: bigint): bigint {
    return left < right ? left : right;
}

function max(left: bigint, right: bigint): bigint {
    return left > right ? left : right;
}
