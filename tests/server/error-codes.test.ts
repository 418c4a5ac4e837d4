import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ERRORS } from "@shopyard/crds/errors.ts";
import { REFUSALS } from "@shopyard/crds/refusals.ts";
import { expect, onTestFinished, test } from "vitest";
import type { Answer } from "./support/answer.ts";
import { FakeCluster } from "./support/fake-cluster.ts";
import { serve, until } from "./support/running-server.ts";

const LATE = {
  code: "DeadlineExceeded",
  cause: "ProbeFailing",
  step: "Workloads",
  message: "900 s are over",
  hint: "Look.",
  retryable: true,
  time: "2026-01-01T00:00:00Z",
} as const;

async function serveLate(settings: Record<string, string> = {}) {
  const cluster = new FakeCluster();
  cluster.addStore("late", { status: { phase: "Failed", lastError: LATE } });
  const server = await serve({ cluster, settings });
  await until(() => server.platform.stores.byName("late"));
  return server;
}

test("every code of the catalogue can be asked for, with what it means and where to read about it", async () => {
  const { ask } = await serve();
  const { data } = await ask("{ errorCodes { code kind title meaning hint evidence retryable docsUrl } }");
  expect(data.errorCodes.map(({ code }: Answer) => code)).toEqual([...Object.keys(ERRORS), ...Object.keys(REFUSALS)]);
  expect(data.errorCodes.find(({ code }: Answer) => code === "ChartInvalid")).toEqual({
    code: "ChartInvalid",
    kind: "FAILURE",
    ...ERRORS.ChartInvalid,
    docsUrl: "/errors/ChartInvalid",
  });
  expect(data.errorCodes.find(({ code }: Answer) => code === "NameTaken")).toMatchObject({
    kind: "REFUSAL",
    evidence: null,
    retryable: null,
  });
});

test.each([
  ["/errors/", {}],
  ["https://docs.example/shopyard?code=", { DOCS_URL: "https://docs.example/shopyard?code=" }],
])("failures, their causes and refusals name their page under %s", async (base, settings) => {
  const { ask } = await serveLate(settings);
  const failed = await ask('{ store(name: "late") { lastError { docsUrl cause { code title docsUrl } } } }');
  expect(failed.data.store.lastError).toEqual({
    docsUrl: `${base}DeadlineExceeded`,
    cause: { code: "ProbeFailing", title: ERRORS.ProbeFailing.title, docsUrl: `${base}ProbeFailing` },
  });
  const refused = await ask(
    'mutation { createStore(input: { name: "_", engine: "woocommerce" }) { ... on DomainError { code docsUrl } } }',
  );
  expect(refused.data.createStore).toEqual({ code: "InvalidInput", docsUrl: `${base}InvalidInput` });
});

test("a terminal can read the pages, a browser gets the dashboard's where there is one", async () => {
  const alone = await serve();
  const list = await (await fetch(`${alone.url}/errors`)).text();
  expect(list).toMatch(/^CrashLoop +A container keeps crashing$/m);
  const page = await (await fetch(`${alone.url}/errors/crashloop`, { headers: { accept: "text/html" } })).text();
  expect(page).toContain(`What to do: ${ERRORS.CrashLoop.hint}`);
  expect((await fetch(`${alone.url}/errors/Nonsense`)).status).toBe(404);

  const folder = mkdtempSync(join(tmpdir(), "shopyard-client-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "index.html"), "<title>yard</title>");
  const { url } = await serve({ settings: { CLIENT_DIR: folder } });
  const read = async (accept: string) => (await fetch(`${url}/errors/CrashLoop`, { headers: { accept } })).text();
  expect(await read("text/html,*/*")).toBe("<title>yard</title>");
  expect(await read("*/*")).toBe(page);
});
