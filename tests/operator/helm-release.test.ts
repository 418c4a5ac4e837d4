import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { EffectContext } from "../../operator/effects/context.ts";
import { runRelease } from "../../operator/effects/helm-release.ts";
import { createMetrics } from "../../operator/metrics.ts";
import { makePlatform, makeStore } from "./support/fixtures.ts";

/** A helm that says that all went well, and what stands in its newest record afterwards. */
function helmThatLeaves(status: string | undefined): EffectContext {
  const folder = mkdtempSync(join(tmpdir(), "shopyard-helm-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const helm = join(folder, "helm");
  writeFileSync(helm, "#!/bin/sh\necho done\n");
  chmodSync(helm, 0o755);
  const body = gzipSync(JSON.stringify({ version: 2, info: { status }, manifest: "" })).toString("base64");
  const secret = {
    metadata: { name: "sh.helm.release.v1.demo.v2", labels: { version: "2", status } },
    data: { release: Buffer.from(body).toString("base64") },
  };
  return {
    client: { list: async () => ({ items: status === undefined ? [] : [secret] }) },
    platform: makePlatform({ HELM: helm }),
    metrics: createMetrics(),
    signal: new AbortController().signal,
    heartbeat: { deadlineMs: 60_000, onBeat: () => () => undefined },
  } as unknown as EffectContext;
}

const run = (context: EffectContext) => runRelease(makeStore(), "upgrade", { args: ["upgrade"], context });

test("a run of helm is done once its record says so", async () => {
  expect(await run(helmThatLeaves("deployed"))).toBe("done\n");
});

// helm keeps quiet about it; found by `npm run chaos`.
test.each([["pending-install"], ["pending-upgrade"], [undefined]])(
  "a run that helm calls good has failed where its record is %s",
  async (status) => {
    await expect(run(helmThatLeaves(status))).rejects.toMatchObject({
      failure: { code: "HelmFailed", step: "Release", message: expect.stringContaining(status ?? "none") },
    });
  },
);
