import { BlockList, isIP } from "node:net";

/** A block of addresses, such as `10.0.0.0/8`. */
export interface Cidr {
    readonly text: string;
    readonly address: string;
    readonly family: "ipv4" | "ipv6";
    readonly prefix: number;
}

/** The block that a text names, `undefined` where it names none. */
export function parseCidr(text: string): Cidr | undefined {
    const [, address = "", digits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
    const version = isIP(address);
    const prefix = Number(digits);
    if (version === 0 || prefix > (version === 4 ? 32 : 128)) {
        return undefined;
    }
    return { text, address, family: version === 4 ? "ipv4" : "ipv6", prefix };
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
    if (outer.family !== inner.family || outer.prefix > inner.prefix) {
        return false;
    }
    const block = new BlockList();
    block.addSubnet(outer.address, outer.prefix, outer.family);
    return block.check(inner.address, inner.family);
}

/** What two blocks share: one of them, or nothing, since blocks cannot overlap in part. */
export function sharedBlock(left: Cidr, right: Cidr): Cidr | undefined {
    if (contains(left, right)) {
        return right;
    }
    return contains(right, left) ? left : undefined;
}

export function isSingleAddress(block: Cidr): boolean {
    return block.prefix === (block.family === "ipv4" ? 32 : 128);
}
