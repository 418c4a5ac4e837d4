import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EffectContext } from "../../operator/effects/context.ts";
import { uninstallRelease } from "../../operator/effects/uninstall-release.ts";
import { createMetrics } from "../../operator/metrics.ts";
import { makePlatform, makeStore } from "./support/fixtures.ts";

/** A helm that fails so many times, and how often it has run. */
function helmThatFails(times: number): { context: EffectContext; runs(): number } {
  const folder = mkdtempSync(join(tmpdir(), "shopyard-helm-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const helm = join(folder, "helm");
  const runs = join(folder, "runs");
  writeFileSync(runs, "");
  const script = `echo >> ${runs}; if [ $(wc -l < ${runs}) -le ${times} ]; then echo "Error: refused" >&2; exit 1; fi`;
  writeFileSync(helm, `#!/bin/sh\n${script}\n`);
  chmodSync(helm, 0o755);
  const context = {
    platform: makePlatform({ HELM: helm }),
    metrics: createMetrics(),
    signal: new AbortController().signal,
    heartbeat: { deadlineMs: 60_000, onBeat: () => () => undefined },
  } as unknown as EffectContext;
  return { context, runs: () => readFileSync(runs, "utf8").length };
}

// Else pods stay behind, and the namespace controller comes back to them only after 15 s; found by `npm run chaos`.
test("an uninstallation that is refused once is tried again", async () => {
  const { context, runs } = helmThatFails(1);
  expect(await uninstallRelease(makeStore(), context)).toBeUndefined();
  expect(runs()).toBe(2);
});

test("one that is refused again is left to the namespace, with helm's complaint", async () => {
  const { context, runs } = helmThatFails(9);
  expect(await uninstallRelease(makeStore(), context)).toContain("refused");
  expect(runs()).toBe(2);
});
