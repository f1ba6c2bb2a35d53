/**
 * List prices in US dollars, on demand, us-east-1, as of 2026-07-20. A tenant's cost is a floor: what its guarantee
 * alone takes of a node, with no discount and nothing shared.
 */
export const PRICES = {
    asOf: "2026-07-20",
    region: "us-east-1",
    /** The node of the recommended tier. */
    node: { type: "m6idn.4xlarge", cores: 16, gibibytes: 64, hourly: 1.27 },
    hoursAMonth: 730,
} as const;
