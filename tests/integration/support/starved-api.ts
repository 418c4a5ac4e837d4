/** The API server as an operator sees it whose lists of one kind are never answered: its caches stay empty. */
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { parse } from "yaml";
import { createUpstream } from "../../chaos/proxy/upstream.ts";

interface Kubeconfig {
  clusters: [{ cluster: { server: string; "certificate-authority-data": string } }];
}

export interface StarvedApi {
  /** Of the same user. */
  kubeconfig: string;
  stop(): void;
}

/** @param silent the path whose GETs nobody answers */
export async function startStarvedApi(kubeconfig: string, silent: string): Promise<StarvedApi> {
  const config: Kubeconfig = parse(readFileSync(kubeconfig, "utf8"));
  const [{ cluster }] = config.clusters;
  const upstream = createUpstream(
    cluster.server,
    Buffer.from(cluster["certificate-authority-data"], "base64").toString(),
  );
  const proxy = createServer(async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    if (method === "GET" && url.split("?")[0] === silent) return;
    const answered = await upstream.send(method, url, headers, await buffer(request));
    response.writeHead(answered.status, answered.headers);
    answered.body.pipe(response);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const server = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const file = `${kubeconfig}.starved`;
  // Without it plain HTTP is refused.
  const clear = { server, "insecure-skip-tls-verify": true };
  const starved = { ...config, clusters: [{ ...config.clusters[0], cluster: clear }] };
  writeFileSync(file, JSON.stringify(starved), { mode: 0o600 });
  return {
    kubeconfig: file,
    stop() {
      proxy.closeAllConnections();
      proxy.close();
      upstream.close();
    },
  };
}
