import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "graphql-sse";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { FakeCluster } from "./support/fake-cluster.ts";
import { ask, serve, until } from "./support/running-server.ts";
import { describeFrame, type Frame, STORES_CHANGED, subscribe } from "./support/subscriber.ts";

function listen(url: string, variables: Record<string, unknown> = {}) {
  const client = createClient({ url: `${url}/graphql`, retryAttempts: 0 });
  onTestFinished(() => client.dispose());
  const frames: Frame[] = [];
  const ended: { how?: "completed" | "cut" } = {};
  client.subscribe<Record<string, Frame>>(
    { query: STORES_CHANGED, variables },
    {
      next: ({ data }) => void frames.push(Object.values(data ?? {})[0] as Frame),
      error: () => (ended.how = "cut"),
      complete: () => (ended.how = "completed"),
    },
  );
  return { frames, ended, told: () => frames.map(describeFrame) };
}

describe("over SSE", () => {
  test("the same frames come, and resuming works across transports", async () => {
    const server = await serve();
    server.cluster.addStore("alpha");
    await until(() => server.platform.stores.size === 1);
    const sse = listen(server.url);
    await until(() => sse.frames.some((frame) => frame.__typename === "Synced"));
    server.cluster.setStatus("alpha", { phase: "Ready" });
    await until(() => sse.frames.some((frame) => frame.__typename === "StoreUpserted"));
    expect(sse.told()).toEqual(["snapshot alpha:PENDING", "Synced", "upsert alpha:READY"]);
    const ws = subscribe(server.url, STORES_CHANGED, { after: sse.frames[1]?.cursor });
    await ws.until("Synced");
    expect(ws.told()).toEqual(["upsert alpha:READY", "Synced"]);
  });

  test("a reader that goes away leaves nothing behind", async () => {
    const server = await serve();
    const client = createClient({ url: `${server.url}/graphql`, retryAttempts: 0 });
    const stop = client.subscribe({ query: STORES_CHANGED }, { next() {}, error() {}, complete() {} });
    await until(() => server.feed.readers === 1);
    stop();
    await until(() => server.feed.readers === 0);
    client.dispose();
  });
});

describe("over WebSocket", () => {
  test("a reader that goes away leaves nothing behind, by goodbye or by a cut", async () => {
    const server = await serve();
    const polite = subscribe(server.url, STORES_CHANGED);
    const rude = subscribe(server.url, STORES_CHANGED);
    await Promise.all([polite.until("Synced"), rude.until("Synced")]);
    await until(() => server.feed.readers === 2);
    polite.unsubscribe();
    rude.client.terminate();
    await until(() => server.feed.readers === 0);
  });

  test("a client that stops reading is closed with 1013 and costs at most one entry a store meanwhile", async () => {
    const cluster = new FakeCluster();
    const server = await serve({ cluster, deps: { feed: { slowAfterMs: 300 } } });
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    let frames = 0;
    const code = new Promise<number>((resolve) => socket.once("close", resolve));
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { type: string };
      if (message.type === "connection_ack")
        socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: STORES_CHANGED } }));
      if (message.type === "next") frames += 1;
    });
    socket.once("open", () => socket.send(JSON.stringify({ type: "connection_init" })));
    await until(() => frames === 2);
    socket.pause();
    const padding = "x".repeat(1_000);
    for (let at = 0; at < 400; at += 1)
      cluster.addStore(`store-${at}`, { status: { phase: "Ready", message: padding } });
    const again = setInterval(() => {
      for (const store of cluster.stores)
        cluster.setStatus(store.metadata.name, { attempts: (store.status?.attempts ?? 0) + 1 });
    }, 50);
    onTestFinished(() => clearInterval(again));
    await until(async () =>
      (await (await fetch(`${server.url}/metrics`)).text()).includes("shopyard_server_slow_readers_total 1"),
    );
    clearInterval(again);
    socket.resume();
    expect(await code).toBe(1013);
    expect(server.feed.readers).toBe(0);
  });

  test("equal operations execute once, wherever their cursors were; others on their own", async () => {
    const server = await serve();
    server.cluster.addStore("alpha");
    await until(() => server.platform.stores.size === 1);
    const { data } = await ask(server.url, "{ stores { asOf } }");
    const readers = [
      ...[1, 2, 3, 4].map(() => subscribe(server.url, STORES_CHANGED)),
      ...[5, 6].map(() => subscribe(server.url, STORES_CHANGED, { after: data.stores.asOf })),
      subscribe(server.url, STORES_CHANGED, { filter: { search: "alp" } }),
    ];
    await Promise.all(readers.map((reader) => reader.until("Synced")));
    const count = async (how: string) => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return Number(new RegExp(`shopyard_server_frames_total{how="${how}"} (\\d+)`).exec(text)?.[1] ?? 0);
    };
    const before = { executed: await count("executed"), shared: await count("shared") };
    server.cluster.setStatus("alpha", { phase: "Ready" });
    await Promise.all(readers.map((reader) => reader.until("StoreUpserted")));
    expect((await count("executed")) - before.executed).toBe(2);
    expect((await count("shared")) - before.shared).toBe(5);
    expect(new Set(readers.map((reader) => JSON.stringify(reader.frames.at(-1)))).size).toBe(1);
  });

  test("queries and mutations work too", async () => {
    const server = await serve();
    const query = subscribe(server.url, "query { stores { totalCount } }");
    await until(() => query.completed);
    expect(query.frames).toMatchObject([{ totalCount: 0 }]);
  });
});

describe("stopping", () => {
  test("closes sockets with 1012, cuts streams rather than completing them, and lets go of everything", async () => {
    const server = await serve();
    const ws = subscribe(server.url, STORES_CHANGED);
    const sse = listen(server.url);
    await ws.until("Synced");
    await until(() => sse.frames.length === 2);
    await server.stop();
    await until(() => ws.closeCode !== undefined && sse.ended.how !== undefined);
    expect(ws.closeCode).toBe(1012);
    expect(sse.ended.how).toBe("cut");
    expect(server.feed.readers).toBe(0);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  test("lets a request under way finish", async () => {
    const server = await serve();
    server.cluster.freezeWatches(true);
    // The write is done at once; its answer waits for the watch, which is frozen.
    const create = ask(
      server.url,
      'mutation { createStore(input: { name: "demo", engine: "medusa" }) { __typename } }',
    );
    await until(() => server.cluster.stores.length === 1);
    const stopped = server.stop();
    server.cluster.freezeWatches(false);
    expect(await create).toEqual({ data: { createStore: { __typename: "CreateStoreSuccess" } } });
    await stopped;
  });
});

// Each starts a process of its own, which takes seconds on a busy machine.
describe("the command", { timeout: 60_000 }, () => {
  const run = (env: Record<string, string>, args: string[] = []) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      const child = spawn(process.execPath, ["server/main.ts", ...args], {
        env: { PATH: process.env.PATH ?? "", ...env },
      });
      let out = "";
      let err = "";
      child.stdout.on("data", (data) => (out += data));
      child.stderr.on("data", (data) => (err += data));
      child.once("close", (code) => resolve({ code, out, err }));
    });

  test("--help prints the settings", async () => {
    const { code, out } = await run({}, ["--help"]);
    expect(code).toBe(0);
    expect(out).toContain("OWNER_KEY");
  });

  test("wrong settings and a cluster that isn't there: what to do, and exit 1", async () => {
    expect(await run({})).toMatchObject({
      code: 1,
      err: "Wrong settings (see --help):\nOWNER_KEY is not set; allowed: at least 16 characters\n",
    });
    const folder = mkdtempSync(join(tmpdir(), "shopyard-"));
    const kubeconfig = join(folder, "config");
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": "c",
        clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:1" } }],
        users: [{ name: "u", user: {} }],
        contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      }),
    );
    const unreachable = await run({ OWNER_KEY: "x".repeat(16), KUBECONFIG: kubeconfig, PORT: "0" });
    expect(unreachable).toMatchObject({ code: 1, err: expect.stringContaining("http://127.0.0.1:1 did not answer") });
    expect(unreachable.err.trim().split("\n")).toHaveLength(1);
    const wrong = await run({ OWNER_KEY: "x".repeat(16), KUBECONFIG: kubeconfig, PORT: "0", KUBE_CONTEXT: "nope" });
    expect(wrong).toMatchObject({
      code: 1,
      err: expect.stringContaining('no context "nope" in the kubeconfig; there is: c'),
    });
  });
});

describe("the dashboard's files", () => {
  function build(): string {
    const folder = mkdtempSync(join(tmpdir(), "shopyard-"));
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), "<title>yard</title>");
    writeFileSync(join(folder, "assets", "app-1a2b.js"), "1");
    return folder;
  }

  test("are served, hashed ones for ever, and every page is index.html", async () => {
    const { url } = await serve({ settings: { CLIENT_DIR: build() } });
    const page = await fetch(`${url}/stores/demo`);
    expect(await page.text()).toBe("<title>yard</title>");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self';");
    const asset = await fetch(`${url}/assets/app-1a2b.js`);
    expect(asset.headers.get("content-type")).toContain("text/javascript");
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect((await fetch(`${url}/assets/gone.js`)).status).toBe(404);
  });

  test.each(["/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd", "/%00"])(
    "never leave their folder: %s",
    async (path) => {
      const { url } = await serve({ settings: { CLIENT_DIR: build() } });
      const response = await fetch(url + path);
      expect([200, 404]).toContain(response.status);
      expect(await response.text()).not.toContain("root:");
    },
  );

  test("a folder without index.html is refused at the start", async () => {
    await expect(serve({ settings: { CLIENT_DIR: tmpdir() } })).rejects.toThrow(/CLIENT_DIR.*npm run build/);
  });
});
