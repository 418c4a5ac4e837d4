import { setTimeout as delay } from "node:timers/promises";
import { HttpMethod, KubeConfig, RequestContext } from "@kubernetes/client-node";
import { type Dispatcher, fetch } from "undici";
import { KubeError } from "./error.ts";

export type Query = Record<string, string | number | boolean | undefined>;

export interface KubeList<T> {
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: T[];
}

export interface RequestOptions {
  query?: Query;
  signal?: AbortSignal | undefined;
  /** Milliseconds until a request without an answer is given up. Default 30,000. */
  timeoutMs?: number;
}

export interface GetOptions extends RequestOptions {
  /** Asks for the object's metadata alone: what is not needed is not sent, such as the data of a Secret. */
  metadataOnly?: boolean;
}

export interface ListOptions<T> extends RequestOptions {
  /** Default: all of it. */
  keep?: ((object: T) => T) | undefined;
}

export interface ApplyOptions extends RequestOptions {
  fieldManager: string;
  /** Take fields over that another manager owns. Default true. */
  force?: boolean;
}

/** Whoever deletes has looked at an object, and means that one: another of its name is refused with 409. */
export interface DeleteOptions extends RequestOptions {
  uid: string;
  /** Refuse with 409 also when anything of it has changed since. */
  resourceVersion?: string | undefined;
  propagationPolicy?: "Foreground" | "Background" | "Orphan";
}

/**
 * The Kubernetes API as plain JSON. client-node reads the configuration and signs requests; its generated classes are
 * left aside because they reshape objects (dates, unknown fields) and open a new TLS connection for every call.
 */
export interface KubeClient {
  /** The API server's address. */
  readonly server: string;
  /** undefined where there is no such object (404). */
  get<T>(path: string, options?: GetOptions): Promise<T | undefined>;
  /** Every page of a list; of each object, as soon as it is parsed, what `keep` makes of it. */
  list<T>(path: string, options?: ListOptions<T>): Promise<KubeList<T>>;
  create<T>(path: string, body: object, options?: RequestOptions): Promise<T>;
  replace<T>(path: string, body: object, options?: RequestOptions): Promise<T>;
  /** JSON merge patch. */
  patch<T>(path: string, patch: object, options?: RequestOptions): Promise<T>;
  /** Server-side apply. */
  apply<T>(path: string, body: object, options: ApplyOptions): Promise<T>;
  /** false where there was nothing to delete. */
  delete(path: string, options: DeleteOptions): Promise<boolean>;
  text(path: string, options?: RequestOptions): Promise<string>;
  /** The response's body, line by line, until it ends or `signal` fires. */
  lines(path: string, options: LinesOptions): AsyncIterable<string>;
}

export interface LinesOptions extends RequestOptions {
  signal: AbortSignal;
  /** The API server has answered; lines may be long in coming. */
  onOpen?: () => void;
}

/** Deletes by name alone too, as a person does with kubectl. For tools and tests; operator and server never get to see it. */
export interface AdminClient extends KubeClient {
  delete(path: string, options?: Partial<DeleteOptions>): Promise<boolean>;
}

/** Objects a list request asks for at once. */
const PAGE = 500;
/** Errors have no metadata-only form. Source: k8s.io/client-go's metadata/metadata.go. */
const METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Reads KUBECONFIG, ~/.kube/config or the pod's service account, as kubectl does.
 * @throws Error naming what is missing: no configuration, or no context of that name.
 */
export function loadKubeConfig(options: { context?: string | undefined; file?: string | undefined } = {}): KubeConfig {
  const config = new KubeConfig();
  if (options.file !== undefined) config.loadFromFile(options.file);
  else config.loadFromDefault();
  if (options.context !== undefined) {
    const names = config.getContexts().map((context) => context.name);
    if (!names.includes(options.context)) {
      throw new Error(`no context "${options.context}" in the kubeconfig; there is: ${names.join(", ") || "none"}`);
    }
    config.setCurrentContext(options.context);
  }
  if (!config.getCurrentCluster()?.server || !config.getCurrentUser()) {
    throw new Error("no cluster is configured: set KUBECONFIG or run `npm run cluster -- up`");
  }
  return config;
}

export function createKubeClient(config: KubeConfig): AdminClient {
  const server = (config.getCurrentCluster()?.server ?? "").replace(/\/$/, "");
  let dispatcher: Dispatcher | undefined;

  async function send(method: string, path: string, options: GetOptions, body?: object, contentType?: string) {
    const url = new URL(server + path);
    for (const [key, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    const context = new RequestContext(url.toString(), HttpMethod.GET);
    await config.applySecurityAuthentication(context);
    // One agent for all requests: client-node makes one a call, and with it one connection a call.
    dispatcher ??= (context.getDispatcher() as Dispatcher | undefined)?.compose(http1Only);
    const headers: Record<string, string> = {
      ...context.getHeaders(),
      Accept: options.metadataOnly ? METADATA_ONLY : "application/json",
    };
    if (contentType !== undefined) headers["Content-Type"] = contentType;
    let response: Awaited<ReturnType<typeof fetch>>;
    try {
      response = await fetch(url, {
        method,
        headers,
        ...(dispatcher === undefined ? {} : { dispatcher }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
    } catch (error) {
      options.signal?.throwIfAborted();
      throw unreachable(server, error);
    }
    if (!response.ok) throw await refused(response, method, path);
    return response;
  }

  const json = <T>(method: string, path: string, options?: GetOptions, body?: object, type?: string) =>
    whole(method, path, options, (response) => response.json() as Promise<T>, body, type);

  /** A request and all of its answer, within the time it has. */
  async function whole<T>(
    method: string,
    path: string,
    options: GetOptions = {},
    read: (response: Awaited<ReturnType<typeof fetch>>) => Promise<T>,
    body?: object,
    type?: string,
  ): Promise<T> {
    // A deadline that was computed is no whole number, which AbortSignal asks for.
    const timeout = AbortSignal.timeout(Math.ceil(options.timeoutMs ?? DEFAULT_TIMEOUT_MS));
    const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
    try {
      return await read(await send(method, path, { ...options, signal }, body, type));
    } catch (error) {
      if (error instanceof KubeError || options.signal?.aborted) throw error;
      throw unreachable(server, error);
    }
  }

  const orAbsent = async <T, A>(absent: A, request: Promise<T>): Promise<T | A> => {
    try {
      return await request;
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return absent;
      throw error;
    }
  };

  const client: AdminClient = {
    server,
    get: <T>(path: string, options?: GetOptions) => orAbsent(undefined, json<T>("GET", path, options)),
    create: (path, body, options) => json("POST", path, options, body, "application/json"),
    replace: (path, body, options) => json("PUT", path, options, body, "application/json"),
    patch: (path, patch, options) => json("PATCH", path, options, patch, "application/merge-patch+json"),
    apply: (path, body, { fieldManager, force = true, ...options }) =>
      json(
        "PATCH",
        path,
        { ...options, query: { ...options.query, fieldManager, force } },
        body,
        "application/apply-patch+yaml",
      ),
    async delete(path, { uid, resourceVersion, propagationPolicy, ...options } = {}) {
      if (uid === "") throw new Error(`${path} would be deleted whatever it is: its uid is empty`);
      const body = {
        ...(uid !== undefined && { preconditions: { uid, ...(resourceVersion && { resourceVersion }) } }),
        ...(propagationPolicy && { propagationPolicy }),
      };
      const answer = await orAbsent(undefined, json<object>("DELETE", path, options, body, "application/json"));
      return answer !== undefined;
    },
    async list<T>(path: string, { keep, ...options }: ListOptions<T> = {}) {
      const items: T[] = [];
      let next: string | undefined;
      for (;;) {
        const page = await json<KubeList<T>>("GET", path, {
          ...options,
          query: { limit: PAGE, ...options.query, continue: next },
        });
        for (const item of page.items) items.push(keep?.(item) ?? item);
        next = page.metadata.continue || undefined;
        if (next === undefined) return { metadata: page.metadata, items };
      }
    },
    text: (path, options) => whole("GET", path, options, (response) => response.text()),
    async *lines(path, options) {
      const response = await send("GET", path, options);
      options.onOpen?.();
      const decoder = new TextDecoder();
      let rest = "";
      try {
        for await (const chunk of response.body ?? []) {
          const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
          rest = parts.pop() ?? "";
          yield* parts;
        }
      } catch (error) {
        options.signal.throwIfAborted();
        throw unreachable(server, error);
      }
    },
  };
  return client;
}

/** Asks the API server for its version until it answers or `timeoutMs` is over. */
export async function requireReachable(client: KubeClient, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await client.get("/version", { timeoutMs: 5_000 });
      return;
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await delay(250);
    }
  }
}

/**
 * Over HTTP/2 a write that is given up before its body is sent has node:http2 (24.21) send empty DATA frames for ever, in
 * one turn of the event loop: the process hangs, and grows until it is killed
 * (docs/decisions/0027-http-1-to-the-api-server.md).
 */
const http1Only: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(Object.assign({}, options, { allowH2: false }), handler);

function unreachable(server: string, cause: unknown): KubeError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const why =
    inner instanceof Error
      ? ("code" in inner && typeof inner.code === "string" && inner.code) || inner.message
      : String(inner);
  return new KubeError(`the Kubernetes API at ${server} did not answer: ${why}`, 0, "Unreachable", { cause });
}

async function refused(response: Awaited<ReturnType<typeof fetch>>, method: string, path: string): Promise<KubeError> {
  const body = await response.text().catch(() => "");
  let status: { message?: string; reason?: string; details?: { retryAfterSeconds?: number } } = {};
  try {
    status = JSON.parse(body) as typeof status;
  } catch {
    // Proxies and the earliest start-up answer in plain text.
  }
  const retryAfter = status.details?.retryAfterSeconds ?? Number(response.headers.get("retry-after") ?? Number.NaN);
  const message = status.message ?? (body.slice(0, 500) || `${method} ${path} was answered ${response.status}`);
  return new KubeError(message, response.status, status.reason ?? response.statusText, {
    ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }),
  });
}
