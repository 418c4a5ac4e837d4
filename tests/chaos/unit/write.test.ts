import { describe, expect, it } from "vitest";
import { isEventOf, readWatchEvent, textOfEvent } from "../proxy/watch-event.ts";
import { isOf, Occurrences, readWrite, textOfWrite } from "../proxy/write.ts";

const NAMES = { platform: "c1a2b3", store: "run-7x" };
const read = (method: string, url: string, body: object = {}, agent = "undici") =>
  readWrite(method, url, JSON.stringify(body), { "user-agent": agent }, "1.1");

describe("the key of a write", () => {
  it.each([
    [
      "POST",
      "/api/v1/namespaces?fieldManager=x",
      { metadata: { name: "c1a2b3-run-7x" } },
      "POST /api/v1/namespaces/{namespace}",
    ],
    [
      "PATCH",
      "/apis/batch/v1/namespaces/c1a2b3-run-7x/jobs/run-7x-setup-0123456789ab?fieldManager=helm&force=true",
      {},
      "PATCH /apis/batch/v1/namespaces/{namespace}/jobs/{store}-setup-{hash}",
    ],
    [
      "PUT",
      "/apis/shopyard.dev/v1alpha1/namespaces/c1a2b3-stores/stores/run-7x/status",
      {},
      "PUT /apis/shopyard.dev/v1alpha1/namespaces/{platform}-stores/stores/{store}/status",
    ],
    [
      "POST",
      "/api/v1/namespaces/c1a2b3-run-7x/secrets",
      { metadata: { name: "sh.helm.release.v1.run-7x.v1" } },
      "POST /api/v1/namespaces/{namespace}/secrets/sh.helm.release.v1.{store}.v1",
    ],
  ])("names neither run nor hash: %s %s", (method, url, body, key) => {
    const write = read(method, url, body);
    expect(write && isOf(write, NAMES)).toBe(true);
    expect(write && textOfWrite(write, NAMES)).toBe(key);
  });

  it("is of the store that it is about and of no other", () => {
    const other = read("DELETE", "/api/v1/namespaces/c1a2b3-run-8y/secrets/run-8y-credentials");
    expect(other && isOf(other, NAMES)).toBe(false);
  });

  it("counts equal ones", () => {
    const occurrences = new Occurrences();
    expect(["a", "b", "a"].map((what) => occurrences.next(what))).toEqual(["a#1", "b#1", "a#2"]);
  });

  it("tells helm from the operator", () => {
    expect(read("DELETE", "/api/v1/namespaces/x", {}, "Helm/4.0.1")?.from).toBe("helm");
    expect(read("DELETE", "/api/v1/namespaces/x")?.from).toBe("operator");
  });
});

describe("the key of a watch event", () => {
  const event = (kind: string, namespace: string | undefined, name: string) =>
    readWatchEvent("/p", JSON.stringify({ type: "MODIFIED", object: { kind, metadata: { namespace, name } } }));

  it.each([
    ["Pod", "c1a2b3-run-7x", "run-7x-web-5d9c7b6f8d-abcde", "MODIFIED Pod/{store}-web-{random}"],
    ["Pod", "c1a2b3-run-7x", "run-7x-database-0", "MODIFIED Pod/{store}-database-0"],
    ["Pod", "c1a2b3-run-7x", "run-7x-setup-0123456789ab-abcde", "MODIFIED Pod/{store}-setup-{hash}-{random}"],
    ["Store", "c1a2b3-stores", "run-7x", "MODIFIED Store/{store}"],
    ["Namespace", undefined, "c1a2b3-run-7x", "MODIFIED Namespace/{namespace}"],
  ])("%s in %s: %s", (kind, namespace, name, key) => {
    const found = event(kind, namespace, name);
    expect(found && isEventOf(found, NAMES)).toBe(true);
    expect(found && textOfEvent(found, NAMES)).toBe(key);
  });

  it("is none for bookmarks, and of no other store", () => {
    expect(readWatchEvent("/p", '{"type":"BOOKMARK","object":{}}')).toBeUndefined();
    const other = event("Store", "c1a2b3-stores", "run-8y");
    expect(other && isEventOf(other, NAMES)).toBe(false);
  });
});
