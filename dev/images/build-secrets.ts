import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { BuildSecret } from "./builder.ts";
import { hasProgram } from "./debian-packages.ts";
import { runLogged } from "./run-logged.ts";

/** How this machine reaches Debian's archive; the rest of its configuration is its own affair. */
const APT_OPTIONS = /^Acquire::(Check-Valid-Until|Check-Date|Retries|(http|https)::(Proxy|Timeout)(::|\s)) ?/;

/**
 * What this machine's way to the package registries needs, for RUN --mount=type=secret: `apt-conf` (APT_CONFIG),
 * `npmrc` (NPM_CONFIG_USERCONFIG) and `ca` (NODE_EXTRA_CA_CERTS), each only where there is such a thing. None of it
 * gets into an image.
 */
export async function buildSecrets(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<BuildSecret[]> {
  await mkdir(folder, { recursive: true });
  const aptConf = join(folder, "apt.conf");
  await writeFile(aptConf, (await aptOptions()).map((line) => `${line}\n`).join(""));
  const named = {
    "apt-conf": aptConf,
    npmrc: env.NPM_CONFIG_USERCONFIG || env.npm_config_userconfig || join(homedir(), ".npmrc"),
    ca: env.NODE_EXTRA_CA_CERTS || env.SSL_CERT_FILE || "",
  };
  return Object.entries(named).flatMap(([id, file]) => (existsSync(file) ? [{ id, file }] : []));
}

/** Lines of an apt.conf. */
export async function aptOptions(): Promise<string[]> {
  if (!hasProgram("apt-config")) return [];
  const lines: string[] = [];
  await runLogged("apt-config", ["dump"], { onLine: (line) => void lines.push(line) });
  return lines.filter((line) => APT_OPTIONS.test(line));
}
