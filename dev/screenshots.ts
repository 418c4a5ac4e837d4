/**
 * `npm run screenshots`: takes the pictures of the dashboard that README and docs show, from a real platform on the
 * local cluster with stores in every state a person meets. Writes docs/images/*.png.
 *
 * The simulated nodes fail as an image's tag says (cluster/stages/modes.ts), so the operator is restarted with other
 * images in between: what is built stays as it is, and a Failed store stays Failed.
 */
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Phase } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { createKubeClient, loadKubeConfig } from "@shopyard/kube/client.ts";
import { resourcePath, STORES } from "@shopyard/kube/paths.ts";
import { type Browser, chromium, type Page } from "playwright-core";
import { buildPart } from "./build/build-part.ts";
import { ensureChromium } from "./chromium.ts";
import { crdFiles } from "./cluster/crd-files.ts";
import { startCluster } from "./cluster/up.ts";
import { waitUntil } from "./cluster/wait-until.ts";
import { createGraphqlClient } from "./demo/graphql-client.ts";
import { CREATE, type Refusal } from "./demo/operations.ts";
import { type RunningPlatform, startPlatform } from "./platform/start-platform.ts";

const STATE = fileURLToPath(new URL("../.shopyard/screenshots", import.meta.url));
const IMAGES = fileURLToPath(new URL("../docs/images", import.meta.url));
/** Bytes: pictures are committed, and git keeps every version. */
const LARGEST = 175 * 1024;
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Tag of the web image of an engine, by engine. */
const images = (tags: Record<string, string>) => ({
  ENGINE_IMAGES: JSON.stringify(
    Object.fromEntries(Object.entries(tags).map(([name, tag]) => [name, { web: { tag } }])),
  ),
});

interface Shot {
  file: string;
  path: string;
  theme: "light" | "dark";
  width: number;
  height: number;
  /** The page is drawn when this is there. */
  shows: string;
  /** Only what fits the window. Default: the whole page. */
  cut?: boolean;
}

const desktop = { width: 1280, height: 800 };
const list = { path: "/", shows: 'li[data-store="tea-cabinet"][data-phase="PENDING"]', ...desktop };
const ready = { path: "/stores/atelier-nord", shows: '[data-store-phase][data-phase="Ready"]', ...desktop };
const failed = {
  path: "/stores/print-room",
  shows: '[data-store-phase][data-phase="Failed"]',
  ...desktop,
  height: 860,
  cut: true,
};
const SHOTS: readonly Shot[] = [
  { ...list, file: "stores-light.png", theme: "light" },
  { ...list, file: "stores-dark.png", theme: "dark" },
  { ...ready, file: "store-light.png", theme: "light" },
  { ...ready, file: "store-dark.png", theme: "dark" },
  { ...failed, file: "store-failed-light.png", theme: "light" },
  { ...failed, file: "store-failed-dark.png", theme: "dark" },
  { ...ready, file: "store-phone.png", theme: "light", width: 390, height: 844 },
];

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort(new Error("interrupted")));
const { signal } = abort;
const owned: (() => Promise<void>)[] = [];
try {
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  mkdirSync(IMAGES, { recursive: true });
  const executablePath = ensureChromium(say);
  const clientDir = await buildPart("client", say);
  const cluster = await startCluster({ stateDir: join(STATE, "cluster"), crds: crdFiles(), signal });
  owned.unshift(() => cluster.stop());
  const platform = await startPlatform({
    ...{ kubeconfig: cluster.kubeconfig, helm: cluster.bin.helm, stateDir: STATE, simulated: true, clientDir, signal },
    operatorEnv: { MAX_ATTEMPTS: "2", BACKOFF_SECONDS: "1", ...images({ woocommerce: "crash" }) },
  });
  owned.unshift(() => platform.stop());
  await makeStores(platform, cluster.kubeconfig);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  owned.unshift(() => browser.close());
  for (const shot of SHOTS) await take(browser, platform.server.url, shot);
} catch (error) {
  say(`screenshots: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  for (const end of owned) await end().catch((error: unknown) => say(`while stopping: ${String(error)}`));
}
// A keep-alive socket of fetch must not hold the terminal.
process.exit();

/** Ready, Failed, Suspended, Provisioning twice and Pending behind them. */
async function makeStores(platform: RunningPlatform, kubeconfig: string): Promise<void> {
  const admin = createKubeClient(loadKubeConfig({ file: kubeconfig }));
  const api = createGraphqlClient(platform.server.url);
  const path = (name: string) => resourcePath(STORES, { namespace: platform.storesNamespace, name });
  const make = async (name: string, displayName: string, engine: string, size = "SMALL") => {
    const { createStore } = await api.request<{ createStore: Refusal }>(CREATE, {
      input: { name, displayName, engine, size },
    });
    if (createStore.code !== undefined) throw new Error(`${name} was refused: ${createStore.message}`);
  };
  const until = (name: string, what: string, holds: (store: Store) => boolean) =>
    waitUntil(
      async () => {
        const store = await admin.get<Store>(path(name), { signal });
        return store !== undefined && holds(store);
      },
      { what: `${name} to be ${what}`, timeoutMs: 120_000, signal },
    );
  const untilPhase = (name: string, phase: Phase) => until(name, phase, ({ status }) => status?.phase === phase);
  const untilHalfReady = (name: string) =>
    until(name, "half ready", ({ status }) => new Set(status?.components?.map(({ ready }) => ready)).size === 2);

  await make("print-room", "Print Room", "woocommerce");
  await make("atelier-nord", "Atelier Nord", "medusa", "MEDIUM");
  await make("vinyl-depot", "Vinyl Depot", "medusa");
  await untilPhase("print-room", "Failed");
  await untilPhase("atelier-nord", "Ready");
  await untilPhase("vinyl-depot", "Ready");

  await platform.restart("operator", images({ woocommerce: "slow" }));
  await make("winter-market", "Winter Market", "woocommerce");
  await admin.patch(path("winter-market"), { spec: { suspended: true } }, { signal });
  await untilPhase("winter-market", "Suspended");
  await make("corner-bakery", "Corner Bakery", "woocommerce");
  await make("garden-hall", "Garden Hall", "woocommerce", "LARGE");
  await untilHalfReady("corner-bakery");
  await untilHalfReady("garden-hall");
  await make("tea-cabinet", "Tea Cabinet", "woocommerce");
  await untilPhase("tea-cabinet", "Pending");
  // The quota controller counts behind; a picture with six of seven stores would look like a mistake.
  const counted = async () => {
    const { capacity, stores } = await api.request<{ capacity: { used: number }; stores: { totalCount: number } }>(
      "{ capacity { used } stores { totalCount } }",
    );
    return capacity.used === stores.totalCount;
  };
  await waitUntil(counted, { what: "the quota to count the stores", timeoutMs: 60_000, signal });
  await api.close();
}

async function take(browser: Browser, server: string, shot: Shot): Promise<void> {
  const { file, path, theme, width, height, shows, cut = false } = shot;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  try {
    const page: Page = await context.newPage();
    await page.goto(server + path);
    await page.locator(shows).waitFor();
    await page.locator('[data-connection="live"]').waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const target = join(IMAGES, file);
    await page.screenshot({ path: target, fullPage: !cut, animations: "disabled" });
    const { size } = statSync(target);
    say(`${file}: ${Math.round(size / 1024)} KB`);
    if (size > LARGEST)
      throw new Error(`${file} has ${size} bytes; a picture in this repository has at most ${LARGEST}`);
  } finally {
    await context.close();
  }
}
