import { existsSync } from "node:fs";
import { firstExecutable } from "../cluster/tools/find-on-path.ts";
import type { ProgressPrinter } from "../cluster/tools/progress-printer.ts";
import { ImageError } from "./image-error.ts";
import { runLogged } from "./run-logged.ts";

/** PATH with the folders where Debian keeps what administrators run. */
const SYSTEM_PATH = `${process.env.PATH ?? ""}:/usr/sbin:/sbin:/usr/bin:/bin`;

export function hasProgram(program: string): boolean {
  return firstExecutable(program, SYSTEM_PATH) !== undefined;
}

/**
 * Sees to it that each program is there; Debian packages of the same names bring them where apt may be used.
 * @throws ImageError naming the packages to install
 */
export async function requirePrograms(
  programs: readonly string[],
  why: string,
  options: { printer: ProgressPrinter; signal?: AbortSignal },
): Promise<void> {
  const missing = programs.filter((program) => !hasProgram(program));
  if (missing.length === 0) return;
  const manual = `${why}: install Debian's package${missing.length > 1 ? "s" : ""} ${missing.join(" and ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) throw new ImageError(`${manual}.`);
  options.printer.say(`installing Debian's ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await runLogged("apt-get", ["update", "-qq"], { env, signal: options.signal });
    await runLogged(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "--no-remove", "--no-upgrade", ...missing],
      { env, signal: options.signal },
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new ImageError(`${manual}. ${(error as Error).message}`, { cause: error });
  }
}
