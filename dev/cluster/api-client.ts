import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import type { CertificateFiles } from "./certificates.ts";

export interface ApiAnswer {
  status: number;
  text: string;
}

/** A bare HTTPS client of one server with a client certificate: what starting a cluster needs, and no more. */
export interface ApiClient {
  send(method: string, path: string, body?: string, contentType?: string): Promise<ApiAnswer>;
  close(): void;
}

/** @param timeoutMs for one request; default 5000 */
export function createApiClient(server: string, ca: string, client: CertificateFiles, timeoutMs = 5000): ApiClient {
  const agent = new Agent({
    keepAlive: true,
    ca: readFileSync(ca),
    cert: readFileSync(client.cert),
    key: readFileSync(client.key),
  });
  return {
    send(method, path, body, contentType = "application/json") {
      return new Promise((resolve, reject) => {
        const headers = body === undefined ? {} : { "content-type": contentType };
        const call = request(new URL(path, server), { method, agent, headers, timeout: timeoutMs }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        });
        call.on("timeout", () => call.destroy(new Error(`no answer from ${server}${path} within ${timeoutMs} ms`)));
        call.on("error", reject);
        call.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

/** Server-side apply of one object in YAML or JSON; forces, because a local cluster has no other owner. */
export async function applyObject(api: ApiClient, path: string, body: string): Promise<void> {
  const query = "fieldManager=shopyard-local-cluster&force=true";
  const { status, text } = await api.send("PATCH", `${path}?${query}`, body, "application/apply-patch+yaml");
  if (status >= 300) throw new Error(`PATCH ${path} answered ${status}: ${text.slice(0, 500)}`);
}
