import { afterAll, beforeAll, expect, it } from "vitest";
import { SOON, useDashboard } from "../support/browser.ts";
import { startYard } from "./support/start-yard.ts";
import { loadedAt, rowOf, showsPhase, timelineOf } from "./support/store-page.ts";
import type { Yard } from "./support/yard.ts";

/** The simulated nodes let a pod fail as its first container's image tag says. */
const CRASHING = JSON.stringify({ woocommerce: { web: { tag: "crash" } } });

let platform: Yard;
beforeAll(async () => {
  platform = await startYard({
    operatorEnv: { ENGINE_IMAGES: CRASHING, MAX_ATTEMPTS: "2" },
  });
});
afterAll(() => platform?.stop());
const dashboard = useDashboard(() => platform.server);

it("shows why a store failed, what was seen and what to do, before all else; a retry makes it Ready once the cause is gone", async () => {
  await platform.apply("broken", { engine: "woocommerce" });
  const list = await dashboard.open("/");
  const page = await dashboard.open("/stores/broken");
  const loaded = await loadedAt(page);
  await showsPhase(page, "Failed");
  await expect.poll(() => rowOf(list, "broken").getAttribute("data-phase"), SOON).toBe("FAILED");
  await expect.poll(() => list.title(), SOON).toBe("Stores (1 failed) · Shopyard");

  const failure = page.getByRole("region", { name: "Workloads: A container keeps crashing" });
  const { status } = (await platform.store("broken")) ?? {};
  await expect
    .poll(() => failure.innerText(), SOON)
    .toMatch(/CrashLoop · 2 attempts · Pod\/broken-web-[\s\S]*CrashLoopBackOff[\s\S]*Exit code\s+1[\s\S]*What to do: /);
  expect(await failure.innerText()).toContain(status?.lastError?.message);
  expect(await failure.innerText()).toContain(status?.lastError?.hint);
  await failure.getByRole("link", { name: "About CrashLoop" }).click();
  await page.getByRole("heading", { level: 1, name: "A container keeps crashing" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/errors/CrashLoop");
  await page.goBack();
  await failure.waitFor();
  const top = async (name: string) => (await page.getByRole("heading", { name, exact: true }).boundingBox())?.y ?? 0;
  expect((await failure.boundingBox())?.y).toBeLessThan(await top("Timeline"));
  const reasons = async () => (await timelineOf(page)).map(([, reason]) => reason);
  await expect.poll(async () => (await reasons()).at(-1), SOON).toBe("CrashLoop");
  expect(await reasons()).toContain("BackingOff");

  await platform.restart("operator", { ENGINE_IMAGES: "{}" });
  await failure.getByRole("button", { name: "Retry now" }).click();
  await showsPhase(page, "Ready");
  await failure.waitFor({ state: "detached" });
  await expect.poll(() => rowOf(list, "broken").getAttribute("data-phase"), SOON).toBe("READY");
  await expect.poll(() => list.title(), SOON).toBe("Stores · Shopyard");
  expect(await loadedAt(page)).toBe(loaded);
  const after = (await timelineOf(page)).map(([, reason]) => reason);
  expect(after).toEqual(expect.arrayContaining(["CrashLoop", "RetryRequested"]));
  expect(after.at(-1)).toBe("StoreReady");
  expect((await platform.store("broken"))?.status?.lastError?.resolvedAt).toBeDefined();
});

it("says where nothing is tried by itself, and leaves the retry to the reader", async () => {
  await platform.apply("strange", { engine: "no-such-engine" });
  const page = await dashboard.open("/stores/strange");
  await showsPhase(page, "Failed");
  await page.getByText("as it is, it would fail the same").waitFor();
  await page.getByRole("button", { name: "Retry now" }).click();
  await expect.poll(async () => (await timelineOf(page)).map(([, reason]) => reason), SOON).toContain("RetryRequested");
  await showsPhase(page, "Failed");
});
