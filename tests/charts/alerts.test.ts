import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { alertGroups } from "./support/alert-rules.ts";
import { type ComponentName, KNOWN_SERIES, TARGET_LABELS } from "./support/known-metrics.ts";
import { checkRules, testRules } from "./support/promtool.ts";
import { groupedBy, outsideSelectors, selectorsOf } from "./support/selectors.ts";

/** A file an alert, in the format of `promtool test rules`. */
const FOLDER = fileURLToPath(new URL("alerts", import.meta.url));
const HOW = "an alert needs tests/charts/alerts/<its name>.yaml; tests of the same name in other files show how";

const groups = await alertGroups();
const rules = JSON.stringify({ groups });
const alerts = groups.flatMap((group) => group.rules);
const files = Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(`${FOLDER}/${name}`, "utf8")]));

interface AlertTest {
  name: string;
  alert_rule_test: { alertname: string; exp_alerts: object[] }[];
}
const testsOf = (alert: string) => (parse(files[`${alert}.yaml`] ?? "{}") as { tests?: AlertTest[] }).tests ?? [];

describe("promtool", () => {
  it("has nothing to say to the rendered rules", async () => {
    const { code, stdout, stderr } = await checkRules(rules);
    expect(stderr).toBe("");
    expect(stdout).toContain(`SUCCESS: ${alerts.length} rules found`);
    expect(code).toBe(0);
  });

  it("refuses a rule that does not parse, else it would prove nothing", async () => {
    const broken = { groups: [{ name: "x", rules: [{ alert: "X", expr: "sum(x" }] }] };
    expect((await checkRules(JSON.stringify(broken))).code).not.toBe(0);
  });

  it("fails where an alert does not do what a test expects, else it would prove nothing", async () => {
    const [name = "", text = ""] = Object.entries(files)[0] ?? [];
    const never = JSON.stringify({ groups: [{ name: "x", rules: [{ alert: "X", expr: "vector(0) > 1" }] }] });
    const { output, tests } = await testRules(never, { [name]: text });
    expect(output.code).not.toBe(0);
    expect(tests.some(({ failure }) => failure !== undefined)).toBe(true);
  });
});

describe("the alerts", () => {
  it("have each a file of tests, and there is no other", () => {
    const expected = alerts.map(({ alert }) => `${alert}.yaml`).sort();
    expect(expected.length).toBeGreaterThan(5);
    expect(Object.keys(files).sort(), HOW).toEqual(expected);
  });

  it.each(alerts)("are tried firing, silent, and in what befalls every metric: $alert", ({ alert, expr }) => {
    const tests = testsOf(alert);
    const checks = tests.flatMap(({ alert_rule_test }) => alert_rule_test);
    expect(checks.filter(({ alertname }) => alertname !== alert)).toEqual([]);
    expect(
      checks.some(({ exp_alerts }) => exp_alerts.length > 0),
      HOW,
    ).toBe(true);
    expect(
      checks.some(({ exp_alerts }) => exp_alerts.length === 0),
      HOW,
    ).toBe(true);
    const names = tests.map(({ name }) => name);
    expect(names, HOW).toContain("the metric is absent");
    expect(names, HOW).toContain("one replica of two is down");
    if (/\b(rate|increase)\(/.test(expr)) expect(names, HOW).toContain("a restart resets the counter");
  });

  it.each(alerts)("read series that the process shows, of this release alone: $alert", ({ expr }) => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    expect(outsideSelectors(expr)).not.toMatch(/\b(up|shopyard_\w*|process_\w*|nodejs_\w*)\b/);
    const readable = selectors.flatMap(({ metric, matchers }) => {
      const component = matchers.job?.replace("shopyard-", "") as ComponentName;
      const labels = KNOWN_SERIES[component]?.get(metric);
      expect(matchers.namespace).toBe("shopyard-system");
      expect(labels, `${matchers.job} shows no ${metric}`).toBeDefined();
      return [...TARGET_LABELS, ...(labels ?? [])];
    });
    const named = [...selectors.flatMap(({ matchers }) => Object.keys(matchers)), ...groupedBy(expr)];
    expect(named.filter((label) => !readable.includes(label))).toEqual([]);
  });
});

const { output, tests } = await testRules(rules, files);

describe("promtool test rules", () => {
  it("runs every test to its end", () => {
    const expected = alerts.flatMap(({ alert }) => testsOf(alert).map(({ name }) => `${alert}.yaml: ${name}`));
    const run = tests.map(({ suite, name }) => `${suite.split("/").at(-1)}: ${name}`);
    expect(run.sort(), output.stdout + output.stderr).toEqual(expected.sort());
    expect(output.code, output.stdout + output.stderr).toBe(0);
  });

  for (const { suite, name, failure } of tests) {
    it(`${suite.split("/").at(-1)?.replace(".yaml", "")}: ${name}`, () => {
      expect(failure).toBeUndefined();
    });
  }
});
