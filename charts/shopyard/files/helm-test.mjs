// What `helm test` runs in a pod. Each place is asked until it answers well, for a minute: policies need a moment too.
import { request } from "node:http";

const { PUBLIC_HOST, SERVER_URL, DASHBOARD_URL } = process.env;

/** The answer to one request, under the public host's name, which fetch would not let us say. */
function ask(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...headers, Host: PUBLIC_HOST }, timeout: 5000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 5 s")));
    sent.on("error", reject);
    sent.end(body);
  });
}

async function expectGood(what, url, options, isGood) {
  const until = Date.now() + 60_000;
  for (;;) {
    const found = await ask(url, options).catch((error) => ({ status: 0, text: String(error) }));
    if (found.status === 200 && isGood(found.text)) return console.log(`${what} answers: ${url}`);
    if (Date.now() > until) throw new Error(`${what}, ${url}: ${found.status} ${found.text.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

const body = JSON.stringify({ query: "{ engines { name } }" });
const headers = {
  "Content-Type": "application/json",
  "Content-Length": String(Buffer.byteLength(body)),
  "X-GraphQL-Yoga-CSRF": "1",
};
if (SERVER_URL) {
  const hasEngines = (text) => JSON.parse(text).data?.engines?.length > 0;
  await expectGood("the API", `${SERVER_URL}/graphql`, { method: "POST", headers, body }, hasEngines);
}
if (DASHBOARD_URL) await expectGood("the dashboard", `${DASHBOARD_URL}/`, {}, (text) => text.includes("<html"));
