import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The names of the rules that a tree with one planted import breaks. */
function broken(from: string, specifier: string, to?: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "shopyard-imports-"));
  folders.push(folder);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "NodeNext", allowImportingTsExtensions: true } }));
  write("package.json", '{"type":"module"}');
  if (to !== undefined) write(to, "export const there = 1;\n");
  write(from, `import { there } from "${specifier}";\nexport const here = there;\n`);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const [top = "."] = from.split("/");
  // The JSON reporter tells everything and never fails by exit code.
  const printed = execFileSync(
    process.execPath,
    [
      join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
      ...["--config", join(ROOT, ".dependency-cruiser.cjs"), "--output-type", "json", top],
    ],
    { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
  );
  const report = JSON.parse(printed) as { summary: { violations: { rule: { name: string } }[] } };
  return report.summary.violations.map(({ rule }) => rule.name);
}

it.each([
  ["crds/a.ts", "../kube/b.ts", "kube/b.ts", "crds-import-nothing"],
  ["crds/a.ts", "node:fs", undefined, "crds-import-nothing"],
  ["kube/a.ts", "../operator/b.ts", "operator/b.ts", "kube-below"],
  ["operator/a.ts", "../server/b.ts", "server/b.ts", "operator-apart"],
  ["server/a.ts", "../operator/b.ts", "operator/b.ts", "server-apart"],
  ["server/a.ts", "../tests/b.ts", "tests/b.ts", "server-apart"],
  ["client/src/a.ts", "../../crds/b.ts", "crds/b.ts", "client-apart"],
  ["dev/a.ts", "../server/b.ts", "server/b.ts", "dev-apart"],
  ["operator/reconcile/rules/a.ts", "../../effects/b.ts", "operator/effects/b.ts", "rules-are-pure"],
  ["operator/reconcile/decide.ts", "node:fs", undefined, "rules-do-no-io"],
  ["operator/build/a.ts", "node:child_process", undefined, "rules-do-no-io"],
  ["operator/build/a.ts", "../effects/b.ts", "operator/effects/b.ts", "builders-are-pure"],
  ["operator/queue/a.ts", "../effects/b.ts", "operator/effects/b.ts", "only-act-has-effects"],
  ["operator/effects/a.ts", "../reconcile/act.ts", "operator/reconcile/act.ts", "effects-below-act"],
  ["server/services/a.ts", "../schema/b.ts", "server/schema/b.ts", "services-below-schema"],
  ["server/live/a.ts", "../services/b.ts", "server/services/b.ts", "live-below-schema"],
  ["server/kube/a.ts", "../live/b.ts", "server/live/b.ts", "server-kube-lowest"],
  ["client/src/components/a.ts", "../live/b.ts", "client/src/live/b.ts", "components-draw"],
  ["client/src/pages/a.ts", "@urql/core", undefined, "only-live-knows-urql"],
])("%s importing %s is refused", (from, specifier, to, rule) => {
  expect(broken(from, specifier, to)).toContain(rule);
});

it("an allowed import breaks no rule", () => {
  expect(broken("operator/a.ts", "../crds/b.ts", "crds/b.ts")).toEqual([]);
});
