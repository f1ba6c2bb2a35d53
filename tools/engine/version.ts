/** Whether `version` is the same as or newer than `oldest`; a `v` and what follows the three numbers do not count. */
export function isAtLeast(version: string, oldest: string): boolean {
    const [left, right] = [numbers(version), numbers(oldest)];
    for (const index of [0, 1, 2] as const) {
        if (left[index] !== right[index]) return left[index] > right[index];
    }
    return true;
}

function numbers(version: string): [number, number, number] {
    const [major, minor, patch] = version.replace(/^v/, "").split(/[.+-]/).map(Number);
    return [major || 0, minor || 0, patch || 0];
}
