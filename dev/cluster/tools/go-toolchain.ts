import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { moduleFolder } from "./cache-folder.ts";
import { firstExecutable } from "./find-on-path.ts";
import { ToolError } from "./tool-error.ts";
import type { Tool } from "./tool-table.ts";

/**
 * The environment of every Go command here. GOGC=400 lets the compiler collect garbage less often: a little faster for
 * more memory; what the user set wins.
 */
export function goEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, CGO_ENABLED: "0", GOWORK: "off", GOGC: env.GOGC ?? "400" };
}

/** Throws a ToolError that says what to install when there is no Go that can build the tool. */
export function requireGo(tool: Tool, env: NodeJS.ProcessEnv = process.env): void {
  const folder = moduleFolder(tool);
  const needed = /^go (\d+\.\d+)/m.exec(readFileSync(join(folder, "go.mod"), "utf8"))?.[1] ?? "1.26";
  const advice = `install Go ${needed} or newer from https://go.dev/dl, or put ${tool.name} ${tool.version} on PATH`;
  if (firstExecutable("go", env.PATH) === undefined) {
    throw new ToolError(`${tool.name} has to be built and there is no Go on PATH: ${advice}.`);
  }
  // Inside the module, so that a Go that may fetch newer toolchains answers as the one it fetched.
  const result = spawnSync("go", ["env", "GOVERSION"], { cwd: folder, env: goEnvironment(env), encoding: "utf8" });
  const version = result.stdout?.trim() ?? "";
  if (result.status === 0 && isAtLeast(version, needed)) return;
  const found = version || /running go ([\d.]+)/.exec(result.stderr ?? "")?.[1] || "of an unknown version";
  throw new ToolError(
    `${tool.name} has to be built and the Go on PATH is ${found}, but ${needed} is needed: ${advice}; ` +
      "a Go from 1.21 on fetches the right one by itself with GOTOOLCHAIN=auto in the environment.",
  );
}

/** @param version as Go prints it: `go1.26.8`, `go1.27rc1` */
export function isAtLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = (/^go(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split(".").map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
