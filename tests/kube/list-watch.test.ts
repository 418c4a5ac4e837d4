import type { ServerResponse } from "node:http";
import { ListWatch, type ListWatchOptions } from "@shopyard/kube/list-watch.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { PODS } from "@shopyard/kube/paths.ts";
import { afterEach, describe, expect, test, vi } from "vitest";
import { failed, json, type Request, scriptedServer } from "./support/scripted-server.ts";

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const pod = (name: string, uid: string, version: number): KubeObject => ({
  metadata: { name, namespace: "n", uid, resourceVersion: String(version) },
});
const list = (version: number, ...items: KubeObject[]) =>
  json(200, { metadata: { resourceVersion: String(version) }, items });
const say = (response: ServerResponse | undefined, type: string, object: object) =>
  response?.write(`${JSON.stringify({ type, object })}\n`);
const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 5 });

/** A list-watch of pods; `state` is what the server lists, and each open watch is in `watches`, the newest last. */
async function watching(
  options: Partial<ListWatchOptions<KubeObject>> = {},
  onRequest: (request: Request, response: ServerResponse) => boolean = () => false,
) {
  const state = { version: 10, items: [pod("a", "1", 5)] as KubeObject[] };
  const watches: ServerResponse[] = [];
  const server = await scriptedServer((request, response) => {
    if (onRequest(request, response)) return;
    if (request.query.watch !== "true") return list(state.version, ...state.items)(request, response);
    response.writeHead(200).flushHeaders();
    watches.push(response);
  });
  stops.push(server.stop);
  const told: string[] = [];
  const states: string[] = [];
  const warned: object[] = [];
  const watch = new ListWatch<KubeObject>({
    client: server.client,
    resource: PODS,
    namespace: "n",
    random: () => 0,
    log: { warn: (fields) => warned.push(fields), debug: () => undefined },
    onUpsert: ({ metadata }, previous) =>
      told.push(`${previous ? "changed" : "new"} ${metadata.name}/${metadata.uid}@${metadata.resourceVersion}`),
    onDelete: ({ metadata }) => told.push(`gone ${metadata.name}/${metadata.uid}`),
    onState: (next) => states.push(next),
    ...options,
  });
  stops.push(() => watch.stop());
  watch.start();
  const of = (isWatch: boolean) => server.requests.filter(({ query }) => (query.watch === "true") === isWatch);
  return {
    ...server,
    state,
    watches,
    told,
    states,
    warned,
    watch,
    lists: () => of(false).length,
    asked: () => of(true),
  };
}
type Watching = Awaited<ReturnType<typeof watching>>;
const opened = ({ watches }: Watching, count: number) => until(() => expect(watches).toHaveLength(count));

describe("a list-watch", () => {
  test("holds of each object what it is told to keep, whether listed or watched", async () => {
    const it = await watching({
      keep: (object) => ({ metadata: { ...object.metadata, labels: { kept: object.metadata.name } } }),
    });
    await it.watch.whenSynced();
    await opened(it, 1);
    say(it.watches[0], "ADDED", { ...pod("b", "2", 11), spec: {} });
    await until(() => expect(it.watch.items.size).toBe(2));
    expect([...it.watch.items.values()]).toEqual([
      { metadata: { ...pod("a", "1", 5).metadata, labels: { kept: "a" } } },
      { metadata: { ...pod("b", "2", 11).metadata, labels: { kept: "b" } } },
    ]);
  });

  test("lists once, then follows in order, with bookmarks moving its version on", async () => {
    const it = await watching({ labelSelector: "app=x" });
    await it.watch.whenSynced();
    await opened(it, 1);
    expect(it.asked()[0]?.query).toEqual({
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion: "10",
      labelSelector: "app=x",
    });
    say(it.watches[0], "ADDED", pod("b", "2", 11));
    say(it.watches[0], "MODIFIED", pod("a", "1", 12));
    say(it.watches[0], "DELETED", pod("b", "2", 13));
    say(it.watches[0], "BOOKMARK", { metadata: { resourceVersion: "99" } });
    await until(() => expect(it.watch.resourceVersion).toBe("99"));
    expect(it.told).toEqual(["new a/1@5", "new b/2@11", "changed a/1@12", "gone b/2"]);
    expect([...it.watch.items.keys()]).toEqual(["n/a"]);
    expect(it.states).toEqual(["listing", "watching"]);
  });

  test("resumes a watch that was closed at its last version, without a list", async () => {
    const it = await watching();
    await opened(it, 1);
    say(it.watches[0], "BOOKMARK", { metadata: { resourceVersion: "42" } });
    it.watches[0]?.end();
    await opened(it, 2);
    expect(it.asked()[1]?.query.resourceVersion).toBe("42");
    expect(it.lists()).toBe(1);
    expect(it.warned).toEqual([]);
  });

  test.each<[string, (it: Watching) => void]>([
    [
      "the watch reports 410",
      (it) => say(it.watches[0], "ERROR", { code: 410, reason: "Expired", message: "too old" }),
    ],
    ["the watch is refused with 410", (it) => it.watches[0]?.end()],
  ])("lists again when %s, and tells the difference, deletions included", async (_, happen) => {
    let refuse = false;
    const it = await watching({}, (request, response) => {
      if (!refuse || request.query.watch !== "true") return false;
      refuse = false;
      failed(410, "Expired", "too old")(request, response);
      return true;
    });
    await opened(it, 1);
    it.state.items = [pod("b", "2", 20), pod("c", "3", 21)];
    it.state.version = 30;
    refuse = it.watches.length === 1;
    happen(it);
    await until(() => expect(it.watch.resourceVersion).toBe("30"));
    await until(() => expect(it.told).toEqual(["new a/1@5", "gone a/1", "new b/2@20", "new c/3@21"]));
  });

  test("tells nothing of what a new list shows unchanged", async () => {
    const it = await watching({ relistMs: 30 });
    await until(() => expect(it.lists()).toBeGreaterThan(3));
    expect(it.told).toEqual(["new a/1@5"]);
  });

  test("sees what was deleted and made again meanwhile as gone and new", async () => {
    const it = await watching();
    await opened(it, 1);
    it.state.items = [pod("a", "other", 20)];
    say(it.watches[0], "ERROR", { code: 410, reason: "Expired" });
    await until(() => expect(it.told).toEqual(["new a/1@5", "gone a/1", "new a/other@20"]));
  });

  test.each<[string, (watch: ServerResponse | undefined) => void]>([
    ["the connection is reset", (watch) => watch?.socket?.resetAndDestroy()],
    [
      "a line is cut in the middle",
      (watch) => {
        watch?.write('{"type":"ADDED","object":{"metadata":{"na');
        watch?.destroy();
      },
    ],
    ["a line is no JSON", (watch) => watch?.write("<html>\n")],
    ["the server reports trouble of its own", (watch) => say(watch, "ERROR", { code: 500, message: "etcd" })],
  ])("goes on from its last version when %s", async (_, happen) => {
    const it = await watching();
    await opened(it, 1);
    say(it.watches[0], "ADDED", pod("b", "2", 11));
    await until(() => expect(it.watch.resourceVersion).toBe("11"));
    happen(it.watches[0]);
    await opened(it, 2);
    say(it.watches[1], "ADDED", pod("c", "3", 12));
    await until(() => expect(it.told).toEqual(["new a/1@5", "new b/2@11", "new c/3@12"]));
    expect(it.asked()[1]?.query.resourceVersion).toBe("11");
    expect(it.lists()).toBe(1);
    expect(it.states).toEqual(["listing", "watching", "disconnected", "watching"]);
    expect(it.warned).toHaveLength(1);
  });

  test("waits longer after each failure, as long as the server asks, and briefly again after a success", async () => {
    let failures = 4;
    const it = await watching({}, (request, response) => {
      failures -= 1;
      if (failures < 0) return false;
      failed(500, "InternalError", "oh", failures === 0 ? { retryAfterSeconds: 1 } : {})(request, response);
      return true;
    });
    await it.watch.whenSynced();
    expect(it.warned.map((fields) => (fields as { waitMs: number }).waitMs)).toEqual([100, 200, 400, 1_000]);
    await opened(it, 1);
    say(it.watches[0], "ADDED", pod("b", "2", 11));
    await until(() => expect(it.told).toHaveLength(2));
    it.watches[0]?.destroy();
    await opened(it, 2);
    expect(it.warned.at(-1)).toMatchObject({ waitMs: 100 });
  });

  test("cuts a watch that has fallen silent, and only such a one", async () => {
    const it = await watching({ silenceMs: 150 });
    await opened(it, 1);
    const start = performance.now();
    let version = 11;
    const bookmarks = setInterval(() => {
      version += 1;
      say(it.watches[0], "BOOKMARK", { metadata: { resourceVersion: String(version) } });
    }, 30);
    // Bookmarks that arrived over a time in which silence would have cut the watch twice.
    await until(() => {
      expect(performance.now() - start).toBeGreaterThan(400);
      expect(Number(it.watch.resourceVersion)).toBeGreaterThan(12);
    });
    expect(it.watches).toHaveLength(1);
    clearInterval(bookmarks);
    await opened(it, 2);
    expect(it.warned[0]).toMatchObject({ err: { message: "the watch fell silent" } });
  });

  test("goes on though a handler throws", async () => {
    const seen: string[] = [];
    const it = await watching({
      onUpsert: ({ metadata }) => {
        seen.push(metadata.name);
        throw new Error("bad handler");
      },
    });
    await opened(it, 1);
    say(it.watches[0], "ADDED", pod("b", "2", 11));
    await until(() => expect(seen).toEqual(["a", "b"]));
    expect(it.watch.state).toBe("watching");
    expect(it.warned).toHaveLength(2);
  });

  test("keeps what it knows while the server is away", async () => {
    const it = await watching();
    await opened(it, 1);
    await it.stop();
    await until(() => expect(it.watch.state).toBe("disconnected"));
    expect([...it.watch.items.keys()]).toEqual(["n/a"]);
    expect(it.watch.synced).toBe(true);
  });

  test("ends with stop: nothing is told, asked or waited for any more, and it can start anew", async () => {
    const it = await watching();
    await opened(it, 1);
    await it.watch.stop();
    expect(it.watch.state).toBe("disconnected");
    const [asked, told] = [it.requests.length, it.told.length];
    say(it.watches[0], "ADDED", pod("b", "2", 11));
    it.watches[0]?.end();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([it.requests.length, it.told.length]).toEqual([asked, told]);
    it.watch.start();
    await opened(it, 2);
  });

  test("ends with stop in the middle of a list and of a back-off", async () => {
    const inList = await watching({}, () => true);
    await until(() => expect(inList.requests).toHaveLength(1));
    await inList.watch.stop();
    expect(inList.told).toEqual([]);
    const inBackOff = await watching({}, (request, response) => {
      failed(503, "Unavailable", "no", { retryAfterSeconds: 3_600 })(request, response);
      return true;
    });
    await until(() => expect(inBackOff.warned).toHaveLength(1));
    await inBackOff.watch.stop();
    expect(inBackOff.requests).toHaveLength(1);
  });

  test("lets a waiting caller give up before the first list", async () => {
    const it = await watching({}, () => true);
    await expect(it.watch.whenSynced(AbortSignal.timeout(20))).rejects.toThrow(/timeout/i);
    expect(it.watch.synced).toBe(false);
  });
});
