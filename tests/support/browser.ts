import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { dashboardCluster } from "./test-cluster.ts";

/** A loaded machine is slow; what comes does so long before. Milliseconds. */
export const PATIENCE = 60_000;
/** For `expect.poll`. */
export const SOON = { timeout: PATIENCE, interval: 50 };

export const FLAGS = [
  // Tests run as root in containers, where Chromium's sandbox cannot.
  ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // Names below localhost are this machine, whatever its resolver knows of them.
  "--host-resolver-rules=MAP *.localhost 127.0.0.1",
];

/** Has Chromium trust the key of this certificate (PEM), and of none besides that no authority vouches for. */
export function trusting(certificate: string | undefined): string[] {
  if (certificate === undefined) return [];
  const key = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  return [`--ignore-certificate-errors-spki-list=${createHash("sha256").update(key).digest("base64")}`];
}

/** What a browser says of a server that is away. */
const OUTAGE = /net::ERR_|WebSocket connection to .* failed|status of 50[234]/;

/** The dashboard as people see it; each page is in a browser profile of its own. */
export interface Dashboard {
  /** Opens the path and returns at its load event, before any data need be there. */
  open(path: string): Promise<Page>;
  /** In this test the server goes away: pages may say so on their consoles. */
  allowOutage(): void;
}

interface Visit {
  page: Page;
  /** All it wrote to its console. */
  console: string[];
  /** What no page may do: errors, violations of its Content-Security-Policy, requests to elsewhere. */
  complaints: string[];
}

/**
 * Starts Chromium for a file's tests. After each test every page must have kept quiet and to its own origin; of a test
 * that failed, pictures and consoles are kept, and the error says where.
 *
 * @param server  where the dashboard is served, by which certificate (PEM) where over TLS; its URL is asked at each `open`
 */
export function useDashboard(server: () => { url: string; certificate?: string | undefined }): Dashboard {
  let browser: Browser | undefined;
  let visits: Visit[] = [];
  let outage = false;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: dashboardCluster().chromium,
      args: [...FLAGS, ...trusting(server().certificate)],
    });
  });
  afterAll(() => browser?.close());
  afterEach(async ({ task }) => {
    const ended = visits;
    const complaints = ended.flatMap(({ complaints: said }) => said).filter((said) => !outage || !OUTAGE.test(said));
    visits = [];
    outage = false;
    const kept = task.result?.state === "fail" || complaints.length > 0 ? await keep(task.name, ended) : undefined;
    await Promise.all(ended.map(({ page }) => page.context().close()));
    const where = `Pictures and consoles of the pages: ${kept}`;
    if (complaints.length > 0) throw new Error(`the pages complained:\n${complaints.join("\n")}\n${where}`);
    if (kept !== undefined) throw new Error(where);
  });

  return {
    allowOutage: () => {
      outage = true;
    },
    async open(path) {
      if (browser === undefined) throw new Error("open pages in tests, not while the file is loaded");
      const context = await browser.newContext({
        ...{ colorScheme: "light", reducedMotion: "reduce", viewport: { width: 1280, height: 800 } },
        ...{ locale: "en-GB", timezoneId: "UTC" },
      });
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      visits.push(await listenTo(page, new URL(server().url)));
      await page.goto(new URL(path, server().url).href);
      return page;
    },
  };
}

async function listenTo(page: Page, { host }: URL): Promise<Visit> {
  const visit: Visit = { page, console: [], complaints: [] };
  const complain = (what: string) => visit.complaints.push(what);
  const stayHome = (url: string) => {
    const target = new URL(url);
    if (!["data:", "blob:", "about:"].includes(target.protocol) && target.host !== host) complain(`request to ${url}`);
  };
  page.on("console", (message) => {
    const line = `${message.type()}: ${message.text()} (${message.location().url})`;
    visit.console.push(line);
    if (message.type() === "error" || message.type() === "warning") complain(line);
  });
  page.on("pageerror", (error) => complain(`uncaught: ${error.stack ?? error.message}`));
  page.on("crash", () => complain("the page crashed"));
  page.on("request", (request) => stayHome(request.url()));
  page.on("websocket", (socket) => stayHome(socket.url()));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`Content-Security-Policy: ${violatedDirective} forbids ${blockedURI}`),
    );
  });
  return visit;
}

async function keep(test: string, visits: readonly Visit[]): Promise<string> {
  const folder = join(dashboardCluster().stateDir, "browser", test.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(0, 80));
  mkdirSync(folder, { recursive: true });
  for (const [index, { page, console: lines, complaints }] of visits.entries()) {
    const name = join(folder, `page-${index + 1}`);
    const text = [page.url(), "", "Console:", ...lines, "", "Complaints:", ...complaints, ""].join("\n");
    writeFileSync(`${name}.txt`, text);
    // A page that is stuck must not hide why the test failed.
    await page
      .screenshot({ path: `${name}.png`, fullPage: true, timeout: 5_000 })
      .catch((error: Error) => writeFileSync(`${name}.txt`, `${text}\nNo picture: ${error.message}\n`));
  }
  return folder;
}
