import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const CLIENT = fileURLToPath(new URL("../client", import.meta.url));

/** Builds the dashboard unless its last build was of the same sources. @returns the folder to serve */
export async function buildClient(say: (line: string) => void): Promise<string> {
  const folder = join(CLIENT, "dist");
  const mark = join(folder, ".sources");
  const digest = sourcesDigest();
  if (existsSync(mark) && readFileSync(mark, "utf8") === digest) return folder;
  say("building the dashboard");
  await build({ root: CLIENT, logLevel: "error", configFile: join(CLIENT, "vite.config.ts") });
  writeFileSync(mark, digest);
  return folder;
}

function sourcesDigest(): string {
  const hash = createHash("sha256").update(readFileSync(join(CLIENT, "../package-lock.json")));
  const files = ["index.html", "vite.config.ts", "package.json"];
  for (const folder of ["src", "public"]) {
    const found = readdirSync(join(CLIENT, folder), { recursive: true, withFileTypes: true });
    files.push(
      ...found
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(CLIENT.length + 1)),
    );
  }
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(CLIENT, file)));
  return hash.digest("hex");
}
