import {
    ApiException,
    KubeConfig,
    type KubernetesObject,
    KubernetesObjectApi,
} from "@kubernetes/client-node";

/** A Kubernetes object with whatever its kind has. */
export interface AnyObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string | undefined;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
        readonly uid?: string;
        readonly generation?: number;
        readonly managedFields?: readonly { manager: string; subresource?: string }[];
    };
    readonly [field: string]: unknown;
}

/** What an API server said to a request: it admitted it, or it refused with a reason. */
export type Verdict =
    | { readonly admitted: true; readonly object: AnyObject }
    | { readonly admitted: false; readonly code: number; readonly reason: string };

/** A real API server, asked as its administrator. */
export class Cluster {
    private readonly api: KubernetesObjectApi;

    constructor(kubeconfig: string) {
        const config = new KubeConfig();
        config.loadFromFile(kubeconfig);
        this.api = KubernetesObjectApi.makeApiClient(config);
    }

    /** Creates an object, or tells why not. With `dryRun` nothing stays. */
    async create(object: AnyObject, options: { dryRun?: boolean } = {}): Promise<Verdict> {
        return verdict(() =>
            this.api.create(known(object), undefined, options.dryRun === true ? "All" : undefined),
        );
    }

    /** Merges fields into an object that exists, or tells why not. */
    async patch(object: AnyObject): Promise<Verdict> {
        return verdict(() =>
            this.api.patch(
                known(object),
                undefined,
                undefined,
                undefined,
                undefined,
                "application/merge-patch+json",
            ),
        );
    }

    /** The object, or `undefined` where there is none. */
    async read(apiVersion: string, kind: string, name: string, namespace?: string) {
        const object = { apiVersion, kind, metadata: { name, namespace } };
        const found = await verdict(() => this.api.read(header(object)));
        return found.admitted ? found.object : undefined;
    }

    /** All objects of a kind, in every namespace; none where the kind is unknown. */
    async list(apiVersion: string, kind: string): Promise<AnyObject[]> {
        try {
            const { items } = await this.api.list(apiVersion, kind);
            return items as unknown as AnyObject[];
        } catch (error) {
            if (error instanceof Error && /Unrecognized API version and kind/.test(error.message)) {
                return [];
            }
            throw error;
        }
    }
}

/** The client types objects as classes of its own, and takes plain ones. */
function known(object: AnyObject): KubernetesObject {
    return object as unknown as KubernetesObject;
}

function header(object: AnyObject) {
    return object as unknown as Parameters<KubernetesObjectApi["read"]>[0];
}

async function verdict(request: () => Promise<unknown>): Promise<Verdict> {
    try {
        return { admitted: true, object: (await request()) as AnyObject };
    } catch (error) {
        if (!(error instanceof ApiException)) {
            throw error;
        }
        const { message } = JSON.parse(String(error.body)) as { message: string };
        return { admitted: false, code: error.code, reason: message };
    }
}

/** Asks again until `probe` is true, ten times a second for `seconds`. */
export async function eventually(
    what: string,
    probe: () => Promise<boolean>,
    seconds = 20,
): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!(await probe())) {
        if (Date.now() > end) {
            throw new Error(`${what}: not within ${seconds} s`);
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
