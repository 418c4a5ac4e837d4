/** Requests of a person or program to what answers on this machine: servers of a run, and ingresses of real nodes. */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface Asking {
  /** Default: POST with a body, else GET. */
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: object;
  /** Who is trusted over TLS, beside the public authorities. */
  ca?: string | undefined;
  /** Without a word from the other side; default 60,000. */
  timeoutMs?: number;
}

export interface Answered {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

/** One request, on a connection of its own. Names below localhost are this machine; not every resolver knows. */
export function ask(url: string, path: string, asking: Asking = {}): Promise<Answered> {
  const { host, hostname, port, protocol } = new URL(url);
  const { body, method = body === undefined ? "GET" : "POST", ca, timeoutMs: timeout = 60_000 } = asking;
  const headers = { host, ...(body && { "content-type": "application/json" }), ...asking.headers };
  const request = protocol === "https:" ? requestHttps : requestHttp;
  const tls = protocol === "https:" ? { servername: hostname, ...(ca && { ca }) } : {};
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, path, method, headers, agent: false, timeout, ...tls },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
        response.on("error", reject);
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`no answer in ${timeout / 1000} s`)));
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The data of a GraphQL operation. @throws Error with what was answered instead */
export async function operate<T>(
  url: string,
  query: string,
  variables: object = {},
  asking: Pick<Asking, "ca" | "headers" | "timeoutMs"> = {},
): Promise<T> {
  const { status, body } = await ask(url, "/graphql", { ...asking, body: { query, variables } });
  const { data, errors } = status === 200 ? JSON.parse(body) : { data: undefined, errors: body };
  if (errors !== undefined) throw new Error(`HTTP ${status}: ${JSON.stringify(errors).slice(0, 500)}`);
  return data as T;
}
