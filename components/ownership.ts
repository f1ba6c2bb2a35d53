/**
 * What makes this program the one writer of an object that it stamps.
 *
 * A fixed field manager: an object whose creation was interrupted and is applied again stays one writer's, where the
 * provider's own random name would be another one each time. Force: what somebody changed by hand goes back to what
 * the stack's file says, where Kubernetes would otherwise refuse the update as a conflict.
 */
export const OWNERSHIP = {
    "pulumi.com/patchFieldManager": "neurallog-pulumi",
    "pulumi.com/patchForce": "true",
} as const;
