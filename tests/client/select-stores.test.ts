import { expect, test } from "vitest";
import { selectionOf, selectStores } from "../../client/src/components/list/select-stores.ts";
import { row } from "./support/stores.ts";

const MEDUSA = { id: "engine-m", name: "medusa", title: "Medusa" };
const ROWS = [
  row("tea", { displayName: "Aurora Tea", phase: "READY", createdAt: "2026-11-20T00:00:00Z" }),
  row("fish", { phase: "FAILED", createdAt: "2026-11-22T00:00:00Z" }),
  row("glass", { phase: "READY", engine: MEDUSA, createdAt: "2026-11-21T00:00:00Z", url: "http://panes.example.com" }),
];
const names = (query: Record<string, string>) => selectStores(ROWS, selectionOf(query)).map((each) => each.name);

test.each([
  [{}, ["fish", "glass", "tea"]],
  [{ q: "AURORA" }, ["tea"]],
  [{ q: "panes" }, ["glass"]],
  [{ q: "nothing like it" }, []],
  [{ q: "localhost" }, []],
  [{ phase: "failed" }, ["fish"]],
  [{ phase: "failed,ready" }, ["fish", "glass", "tea"]],
  [{ engine: "medusa" }, ["glass"]],
  [{ phase: "ready", q: "tea" }, ["tea"]],
  [{ sort: "oldest" }, ["tea", "glass", "fish"]],
  [{ sort: "name" }, ["fish", "glass", "tea"]],
  [{ sort: "phase" }, ["fish", "glass", "tea"]],
  [{ sort: "nonsense", phase: "nonsense" }, ["fish", "glass", "tea"]],
])("%j selects %j", (query, expected) => {
  expect(names(query as Record<string, string>)).toEqual(expected);
});
