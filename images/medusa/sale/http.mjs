import http from "node:http";
import https from "node:https";

/** A step's failure, with what was seen. */
export class SaleError extends Error {
  name = "SaleError";
}

/** An answer longer than this is no answer of a shop. */
const maxBody = 4 * 1024 * 1024;

/**
 * A client of one shop. It connects to the Service and names the public host, as a proxy in front of it would.
 *
 * @param {{ base: string, publicUrl: string, timeoutMs: () => number }} options `timeoutMs`: what is left of the step
 */
export function createShopClient({ base, publicUrl, timeoutMs }) {
  const shop = new URL(publicUrl);
  const headers = {
    host: shop.host,
    "x-forwarded-host": shop.host,
    "x-forwarded-proto": shop.protocol.slice(0, -1),
    accept: "application/json",
    "user-agent": "shopyard-sale",
  };
  return {
    /**
     * One request; JSON in, JSON out.
     *
     * @returns {Promise<{ status: number, headers: http.IncomingHttpHeaders, body: any }>}
     * @throws {SaleError} where there is no answer, or one outside 200-299; `status` is set where there is one
     */
    async request(method, path, { body, headers: more } = {}) {
      const label = `${method} ${path.split("?")[0]}`;
      const answer = await exchange(new URL(base + path), {
        method,
        headers: { ...headers, ...more },
        body: body === undefined ? undefined : JSON.stringify(body),
        timeoutMs: timeoutMs(),
      }).catch((error) => {
        throw new SaleError(`${label}: ${error.code ?? error.message}`, { cause: error });
      });
      if (answer.status < 200 || answer.status > 299) {
        throw Object.assign(new SaleError(`${label}: HTTP ${answer.status} ${answer.text.replaceAll(/\s+/g, " ")}`), {
          status: answer.status,
        });
      }
      try {
        return { ...answer, body: answer.text === "" ? undefined : JSON.parse(answer.text) };
      } catch {
        throw new SaleError(`${label}: HTTP ${answer.status}, but no JSON: ${answer.text.replaceAll(/\s+/g, " ")}`);
      }
    },
  };
}

function exchange(url, { method, headers, body, timeoutMs }) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const request = (url.protocol === "https:" ? https : http).request(url, {
    method,
    signal,
    headers:
      body === undefined
        ? headers
        : { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
  });
  request.on("error", (error) => reject(signal.aborted ? new Error("no answer in time") : error));
  request.on("response", async (response) => {
    try {
      const chunks = [];
      let size = 0;
      for await (const chunk of response) {
        size += chunk.length;
        if (size > maxBody) throw new Error(`an answer of more than ${maxBody} bytes`);
        chunks.push(chunk);
      }
      resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString("utf8") });
    } catch (error) {
      reject(signal.aborted ? new Error("no whole answer in time") : error);
    }
  });
  request.end(body);
  return promise;
}
