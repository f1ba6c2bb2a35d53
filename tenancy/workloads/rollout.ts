/**
 * How a new revision replaces an old one. The rest follows from it: what a rollout takes from the quota, and how many
 * old ReplicaSets there are.
 */
export const ROLLOUT = {
    /** Never fewer than what runs; one more at a time, since the quota must hold it. */
    maxSurge: 1,
    maxUnavailable: 0,
    /** From the request to end until the kill, the pause before the signal included. */
    terminationGraceSeconds: 30,
    /** Until proxies and endpoints everywhere know that the pod takes no more requests. */
    pauseBeforeSignalSeconds: 5,
    /** A rollback is a change of the stack file, so old ReplicaSets are only for a look back. */
    revisionHistoryLimit: 3,
} as const;

/**
 * How long a new pod must be ready before the next old one goes: as long as an old one may take to end. The quota
 * counts a pod that is ending, so without this pause a rollout would meet its own leftovers there.
 */
export const MIN_READY_SECONDS = ROLLOUT.terminationGraceSeconds;

/** The pods a rollout takes beyond its replicas: one that starts, and one that is still ending. */
export const ROLLOUT_PODS = ROLLOUT.maxSurge + 1;

/** The ReplicaSets of a Deployment at most: the old ones, the present, and the next before the oldest is deleted. */
export const REPLICA_SETS = ROLLOUT.revisionHistoryLimit + 2;
