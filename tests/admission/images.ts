import type { Cluster } from "./cluster.ts";

import { CONTAINER, POD, podWith } from "./cluster.ts";
import { assertAdmitted, assertJudged, create, patch } from "./judge.ts";

const FOREIGN =
    "a tenant's images come from docker.io/library/, registry.example:5000/neurallog/; name the image in full, registry first";
const FLOATING = "an image has a digest, or a tag other than latest; without either it is latest";

const DIGEST = `@sha256:${"0".repeat(64)}`;

const container = (image: string, name = "other") => ({ ...CONTAINER, name, image });
const running = (image: string) => podWith({ containers: [container(image)] });

export function images(cluster: Cluster): void {
    describe("images", () => {
        for (const image of [
            "docker.io/library/nginx:1.29",
            "registry.example:5000/neurallog/log-server:v1.2.3",
            `docker.io/library/nginx${DIGEST}`,
            `docker.io/library/nginx:latest${DIGEST}`,
        ]) {
            it(`may be ${image}`, async () => {
                assertAdmitted(await create(running(image))(cluster, "tenant-acme-corp"));
            });
        }

        for (const image of [
            "nginx:1.29",
            "docker.io/somebody/nginx:1.29",
            "docker.io/library-of-somebody/nginx:1.29",
            "registry.example/neurallog/log-server:v1.2.3",
        ]) {
            it(`are refused from elsewhere: ${image}`, () =>
                assertJudged(cluster, {
                    control: create(POD),
                    offending: create(running(image)),
                    policy: "tenant-images",
                    words: `Pod <namespace>/web: ${image}: ${FOREIGN}`,
                }));
        }

        for (const image of [
            "docker.io/library/nginx",
            "docker.io/library/nginx:latest",
            "registry.example:5000/neurallog/log-server",
        ]) {
            it(`are refused where they may change under their name: ${image}`, () =>
                assertJudged(cluster, {
                    control: create(POD),
                    offending: create(running(image)),
                    policy: "tenant-images",
                    words: `Pod <namespace>/web: ${image}: ${FLOATING}`,
                }));
        }

        it("are judged in init containers", () =>
            assertJudged(cluster, {
                control: create(
                    podWith({ initContainers: [container("docker.io/library/busybox:1.37")] }),
                ),
                offending: create(podWith({ initContainers: [container("busybox:1.37")] })),
                policy: "tenant-images",
                words: `Pod <namespace>/web: busybox:1.37: ${FOREIGN}`,
            }));

        it("are judged in ephemeral containers", () => {
            const debug = (image: string) =>
                patch(
                    "Pod",
                    "resident",
                    { spec: { ephemeralContainers: [container(image, "debug")] } },
                    { subresource: "/ephemeralcontainers" },
                );
            return assertJudged(cluster, {
                control: debug("docker.io/library/busybox:1.37"),
                offending: debug("busybox:1.37"),
                policy: "tenant-images",
                words: `Pod <namespace>/resident: busybox:1.37: ${FOREIGN}`,
            });
        });

        it("are judged as volumes", () => {
            const mounting = (reference: string) =>
                create(podWith({ volumes: [{ name: "data", image: { reference } }] }));
            return assertJudged(cluster, {
                control: mounting("docker.io/library/busybox:1.37"),
                offending: mounting("docker.io/library/busybox:latest"),
                policy: "tenant-images",
                words: `Pod <namespace>/web: docker.io/library/busybox:latest: ${FLOATING}`,
            });
        });

        it("are judged when a running pod's is changed", () => {
            const changed = (image: string) =>
                patch("Pod", "resident", [
                    { op: "replace", path: "/spec/containers/0/image", value: image },
                ]);
            return assertJudged(cluster, {
                control: changed("docker.io/library/nginx:1.30"),
                offending: changed("docker.io/library/nginx:latest"),
                policy: "tenant-images",
                words: `Pod <namespace>/resident: docker.io/library/nginx:latest: ${FLOATING}`,
            });
        });

        it("are all named where several are refused", () =>
            assertJudged(cluster, {
                control: create(POD),
                offending: create(
                    podWith({ containers: [container("nginx:1.29", "a"), container("b:1", "b")] }),
                ),
                policy: "tenant-images",
                words: `Pod <namespace>/web: nginx:1.29, b:1: ${FOREIGN}`,
            }));
    });
}
