import { spawn } from "node:child_process";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import { PATIENCE, SOON, useDashboard } from "../support/browser.ts";
import { isPhase } from "../support/test-platform.ts";
import { startYard } from "./support/start-yard.ts";
import { createByForm, loadedAt, rowOf, showsPhase, timelineOf } from "./support/store-page.ts";
import type { Yard } from "./support/yard.ts";

let platform: Yard;
beforeAll(async () => {
  platform = await startYard();
});
afterAll(() => platform?.stop());
const dashboard = useDashboard(() => platform.server);

/** `kubectl get shop -w`: the phases it printed of a store, each once in a row. */
async function watchWithKubectl() {
  const { kubeconfig, bin } = platform.cluster;
  const kubectl = spawn(bin.kubectl, [
    ...["--kubeconfig", kubeconfig, "--namespace", platform.storesNamespace, "get", "shop", "--watch", "--no-headers"],
    ...["-o", "custom-columns=NAME:.metadata.name,PHASE:.status.phase"],
  ]);
  let printed = "";
  kubectl.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const phasesOf = (store: string): string[] =>
    printed
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([name, phase]) => (name === store && phase !== undefined && phase !== "<none>" ? [phase] : []))
      .filter((phase, index, all) => phase !== all[index - 1]);
  // It watches from the first line on.
  await platform.apply("marker", { engine: "no-such-engine" });
  await waitUntil(async () => printed.includes("marker"), { what: "kubectl to watch", timeoutMs: PATIENCE });
  return { phasesOf, stop: () => kubectl.kill() };
}

const isSubsequence = (part: readonly string[], whole: readonly (string | undefined)[]): boolean => {
  let at = 0;
  for (const each of whole) if (each === part[at]) at += 1;
  return at === part.length;
};

const openDeleteDialog = async (page: Page) => {
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  return { dialog, confirm: dialog.getByRole("button", { name: "Delete the store" }) };
};

it("tells the same story in two browsers and in kubectl, from the first event to the end of the store", async () => {
  const kubectl = await watchWithKubectl();
  try {
    const maker = await dashboard.open("/new");
    await createByForm(maker, { engine: "WooCommerce", name: "told" });
    await maker.waitForURL("**/stores/told");
    const other = await dashboard.open("/stores/told");
    await Promise.all([showsPhase(maker, "Ready"), showsPhase(other, "Ready")]);
    const told = (await platform.store("told"))?.status?.events?.map(({ phase, reason }) => [phase, reason]);
    expect(told).toHaveLength(8);
    for (const page of [maker, other]) await expect.poll(() => timelineOf(page), SOON).toEqual(told);

    const { dialog, confirm } = await openDeleteDialog(maker);
    await dialog.getByRole("textbox", { name: "Type told to confirm" }).fill("told");
    await confirm.click();
    for (const page of [maker, other]) await page.getByRole("heading", { name: "told is deleted" }).waitFor();
    const [here, there] = await Promise.all([timelineOf(maker), timelineOf(other)]);
    expect(here).toEqual(there);
    expect(here.slice(0, 8)).toEqual(told);
    expect(here.map(([, reason]) => reason).slice(8)).toEqual(["ReleaseUninstall", "NamespaceDelete"]);

    await waitUntil(async () => kubectl.phasesOf("told").includes("Deleting"), {
      what: "kubectl to show the deletion",
      timeoutMs: PATIENCE,
    });
    const phases = kubectl.phasesOf("told");
    expect(phases).toEqual(expect.arrayContaining(["Provisioning", "Ready", "Deleting"]));
    expect(
      isSubsequence(
        phases,
        here.map(([phase]) => phase),
      ),
      `${phases} in ${here}`,
    ).toBe(true);
  } finally {
    kubectl.stop();
  }
});

it("deletes a store after its name was typed, live on its page and in a list that is open elsewhere", async () => {
  await platform.apply("doomed", { engine: "medusa" });
  await platform.until("doomed", "Ready", isPhase("Ready"));
  const list = await dashboard.open("/");
  await rowOf(list, "doomed").waitFor();
  const loaded = await loadedAt(list);
  const page = await dashboard.open("/stores/doomed");
  await showsPhase(page, "Ready");

  const { dialog, confirm } = await openDeleteDialog(page);
  const losses = await dialog.getByRole("listitem").allInnerTexts();
  expect(losses[0]).toContain(`namespace ${platform.namespaceOf("doomed")} `);
  expect(losses.join()).toMatch(/volumes.*database.*credentials/s);
  const name = dialog.getByRole("textbox", { name: "Type doomed to confirm" });
  await expect.poll(() => name.evaluate((element) => element === document.activeElement), SOON).toBe(true);
  expect(await confirm.isDisabled()).toBe(true);
  await name.fill("doome");
  expect(await confirm.isDisabled()).toBe(true);
  await name.press("Enter");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  expect((await platform.store("doomed"))?.metadata.deletionTimestamp).toBeUndefined();

  const again = await openDeleteDialog(page);
  await again.dialog.getByRole("textbox").fill("doomed");
  await again.confirm.click();
  await showsPhase(page, "Deleting");
  await page.getByRole("heading", { name: "doomed is deleted" }).waitFor();
  await rowOf(list, "doomed").waitFor({ state: "detached" });
  expect(await loadedAt(list)).toBe(loaded);
  await platform.untilGone("doomed");

  await page.getByRole("link", { name: "Create it again" }).click();
  await page.waitForURL(/\/new\?name=doomed/);
  await page.getByText("This name is free.").waitFor();
  expect(await page.getByRole("radio", { name: "Medusa" }).isChecked()).toBe(true);
});
