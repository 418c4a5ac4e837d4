import { SECRETS } from "@shopyard/kube/paths.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getSecret, isPhase, reasons, startTestPlatform, type TestPlatform } from "../support/test-platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

/** Ends the operator as a crash would, and starts another. */
const crash = async () => {
  await platform.operator.kill();
  await platform.restart("operator");
};

describe("an operator killed with SIGKILL", () => {
  it.each([
    ["after the namespace", ({ status }: { status?: { namespace?: unknown } }) => status?.namespace !== undefined],
    [
      "while helm runs",
      ({ status }: { status?: { events?: { reason: string }[] } }) =>
        status?.events?.some(({ reason }) => reason === "ReleaseInstall") ?? false,
    ],
    ["while the parts start", ({ status }: { status?: { release?: unknown } }) => status?.release !== undefined],
  ])("%s is resumed by the next one", async (when, reached) => {
    const name = `resume-${when.split(" ").at(-1)}`;
    await platform.apply(name, { engine: "medusa" });
    await platform.until(name, when, reached);
    const secret = await getSecret(platform, platform.namespaceOf(name), `${name}-credentials`);
    await crash();
    const store = await platform.until(name, "Ready", isPhase("Ready"));
    const after = await getSecret(platform, platform.namespaceOf(name), `${name}-credentials`);
    if (secret !== undefined) expect(after?.data).toEqual(secret.data);
    expect(store.status?.attempts).toBe(1);
    expect(reasons(store)).toContain("Resumed");
    expect(reasons(store).filter((reason) => reason === "StoreReady")).toHaveLength(1);
    const records = await platform.list(SECRETS, { labelSelector: `owner=helm,name=${name},status=deployed` });
    expect(records).toHaveLength(1);
  });

  it("in the middle of a deletion lets the next one finish it", async () => {
    await platform.apply("half-gone", { engine: "woocommerce" });
    await platform.until("half-gone", "Ready", isPhase("Ready"));
    await platform.remove("half-gone");
    await platform.until("half-gone", "Deleting", isPhase("Deleting"));
    await crash();
    await platform.untilGone("half-gone");
  });
});

describe("a restart over Ready stores", () => {
  it("runs helm not once and writes nothing", async () => {
    const names = ["calm-1", "calm-2", "calm-3"];
    for (const name of names) await platform.apply(name, { engine: "woocommerce" });
    const before = await Promise.all(names.map((name) => platform.until(name, "Ready", isPhase("Ready"))));
    await platform.restart("operator");
    await platform.apply("after", { engine: "woocommerce" });
    await platform.until("after", "Ready", isPhase("Ready"));
    expect(await platform.metric('shopyard_operator_helm_runs_total{command="upgrade",result="ok"}')).toBe(1);
    const after = await Promise.all(names.map((name) => platform.store(name)));
    expect(after.map((store) => store?.metadata.resourceVersion)).toEqual(
      before.map((store) => store.metadata.resourceVersion),
    );
  });
});
