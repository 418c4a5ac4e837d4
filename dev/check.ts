/** `npm run check`: everything that CI asks before tests, one line a check, the output of those that fail. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const tool = (path: string, ...args: string[]) => [`${ROOT}node_modules/${path}`, ...args];

const CHECKS: readonly { name: string; args: string[] }[] = [
  { name: "generated files (schema.graphql, CRD, docs/errors.md)", args: [`${ROOT}dev/schema.ts`, "--check"] },
  {
    name: "generated types of the client",
    args: tool("@graphql-codegen/cli/esm/bin.js", "--config", "client/codegen.ts", "--check"),
  },
  { name: "types", args: tool("typescript/bin/tsc", "-p", "tsconfig.json") },
  { name: "types of the client", args: tool("typescript/bin/tsc", "-p", "client/tsconfig.json") },
  { name: "types of the client's tests", args: tool("typescript/bin/tsc", "-p", "tests/client/tsconfig.json") },
  { name: "format and lint", args: tool("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off", ".") },
  {
    name: "import directions",
    args: tool(
      "dependency-cruiser/bin/dependency-cruiser.mjs",
      ...["--config", ".dependency-cruiser.cjs", "crds", "kube", "operator", "server", "client/src", "dev", "tests"],
    ),
  },
  { name: "unused files, exports and packages", args: tool("knip/bin/knip.js", "--no-progress") },
];

if (process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")) {
  process.stdout.write(`usage: npm run check\n\n${CHECKS.map(({ name }) => `  ${name}`).join("\n")}\n`);
  process.exit(0);
}

const failed: string[] = [];
for (const { name, args } of CHECKS) {
  const start = Date.now();
  const { code, output } = await run(args);
  process.stdout.write(`${code === 0 ? "ok  " : "FAIL"} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
  if (code === 0) continue;
  failed.push(name);
  process.stdout.write(`${output.trimEnd()}\n`);
}
if (failed.length > 0) {
  process.stderr.write(`check: ${failed.join(", ")} failed\n`);
  process.exitCode = 1;
}

function run(args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
