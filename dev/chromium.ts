import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * A Chromium for the browser suites: CHROMIUM, an installed one, or Debian's package where apt may be used.
 * @throws Error naming the package to install
 */
export function ensureChromium(say: (line: string) => void): string {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== "") {
    if (!existsSync(named)) throw new Error(`CHROMIUM=${named}: there is no such file`);
    return named;
  }
  const found = CANDIDATES.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const manual = "the browser suites need Chromium: install Debian's package `chromium`, or set CHROMIUM to a binary";
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) throw new Error(manual);
  say("installing Debian's chromium");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync("apt-get", ["update", "-qq"], { env, stdio: ["ignore", "ignore", "pipe"] });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    throw new Error(`${manual}; apt-get failed: ${stderr?.toString().trim().slice(-500) ?? String(error)}`, {
      cause: error,
    });
  }
  const installed = CANDIDATES.find((path) => existsSync(path));
  if (installed === undefined) throw new Error(manual);
  return installed;
}
