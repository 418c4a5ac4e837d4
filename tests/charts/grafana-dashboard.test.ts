import { describe, expect, it } from "vitest";
import { type Dashboard, dashboardText, type Target } from "./support/dashboard.ts";
import { COMPONENTS, type ComponentName, KNOWN_SERIES, TARGET_LABELS } from "./support/known-metrics.ts";
import { testRules } from "./support/promtool.ts";
import { groupedBy, outsideSelectors, selectorsOf } from "./support/selectors.ts";

const text = await dashboardText();
const dashboard = JSON.parse(text) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== "row");
const variables = dashboard.templating.list.map(({ name }) => name);

/** Each expression of each panel, named for people. */
const targets = panels.flatMap(({ title, targets = [] }) =>
  targets.map((target) => ({ name: `${title}, ${target.refId}`, ...target })),
);

/** Units by Grafana's own ids. */
const UNITS = ["short", "s", "ops", "bytes"];

const NAMESPACE = "shopyard-system";
const podOf = (component: ComponentName) => `${component}-0`;
const showing = (metric: string) => COMPONENTS.filter((component) => KNOWN_SERIES[component].has(metric));

describe("the Grafana dashboard", () => {
  it.each(panels)("has a title, a description, a unit and a question in panel $id, $title", (panel) => {
    expect(panel.title).toMatch(/^[A-Z]/);
    expect(panel.description).toMatch(/^[A-Z0-9].*\.$/);
    expect(UNITS).toContain(panel.fieldConfig?.defaults.unit);
    expect(panel.targets?.length).toBeGreaterThan(0);
    const source = { type: "prometheus", uid: `\${datasource}` };
    expect([panel, ...(panel.targets ?? [])].map(({ datasource }) => datasource)).toEqual(
      Array(1 + (panel.targets?.length ?? 0)).fill(source),
    );
  });

  it("gives every panel an id of its own, and room in its row that no other panel takes", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.get(`${x}/${y}`), `${title} lies over`).toBeUndefined();
          taken.set(`${x}/${y}`, title);
        }
      }
    }
  });

  it("names no variable that it does not have, and has none that it does not name", () => {
    const named = [...text.matchAll(/\$\{?([a-zA-Z_]\w*)/g)].map(([, name]) => name as string);
    expect([...new Set(named)].sort()).toEqual([...variables].sort());
  });

  it("finds its platforms by a metric and a label that there are", () => {
    const query = dashboard.templating.list.find(({ name }) => name === "namespace")?.query as { query: string };
    const [, metric = "", label = ""] = /^label_values\((\w+), (\w+)\)$/.exec(query.query) ?? [];
    expect(showing(metric)).not.toEqual([]);
    expect(TARGET_LABELS).toContain(label);
  });

  it.each(targets)("reads series that there are, of the platform that was chosen: $name", ({ expr }) => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    expect(outsideSelectors(expr)).not.toMatch(/\b(up|shopyard_\w*|process_\w*|nodejs_\w*)\b/);
    for (const { metric, matchers } of selectors) {
      expect(showing(metric), `nobody shows ${metric}`).not.toEqual([]);
      expect(matchers.namespace).toBe("$namespace");
      const labels = showing(metric).flatMap((component) => KNOWN_SERIES[component].get(metric) ?? []);
      const named = [...Object.keys(matchers), ...groupedBy(expr)];
      expect(named.filter((label) => ![...TARGET_LABELS, ...labels].includes(label))).toEqual([]);
    }
  });
});

/** Two hours of every series that operator and server show, one pod each; a label's value is named for the label. */
const series = COMPONENTS.flatMap((component) =>
  [...KNOWN_SERIES[component]].flatMap(([metric, labels]) => {
    const own = labels.filter((label) => label !== "le").map((label) => `${label}="any-${label}"`);
    const target = [`namespace="${NAMESPACE}"`, `job="shopyard-${component}"`, `pod="${podOf(component)}"`];
    const buckets = labels.includes("le") ? ['le="1"', 'le="+Inf"'] : [undefined];
    return buckets.map((bucket) => ({
      series: `${metric}{${[...target, ...own, bucket].filter((each) => each !== undefined).join(",")}}`,
      values: "1+1x240",
    }));
  }),
);

/** That an expression gives a line for each thing its legend tells apart, and that the line has the legend's labels. */
function lines({ name, expr, legendFormat }: Target & { name: string }) {
  const legend = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label as string);
  const apart = legend.includes("pod") ? showing(selectorsOf(expr)[0]?.metric ?? "").map(podOf) : [""];
  const labelsOf = (pod: string) =>
    legend.map((label) => `${label}="${label === "pod" ? pod : `any-${label}`}"`).join(",");
  return {
    name,
    interval: "30s",
    input_series: series,
    promql_expr_test: [
      {
        expr: `group by (${legend.join(",")}) (${expr.replaceAll("$namespace", NAMESPACE)})`,
        eval_time: "2h",
        exp_samples: apart.map((pod) => ({ labels: `{${labelsOf(pod)}}`, value: 1 })),
      },
    ],
  };
}

const { output, tests } = await testRules('{"groups": []}', {
  "dashboard.json": JSON.stringify({ rule_files: [], evaluation_interval: "30s", tests: targets.map(lines) }),
});

describe("Prometheus, asked what the dashboard asks", () => {
  it("answers everything", () => {
    expect(tests.map(({ name }) => name).sort(), output.stderr).toEqual(targets.map(({ name }) => name).sort());
  });

  for (const { name, failure } of tests) {
    it(`gives lines under the legend's names: ${name}`, () => {
      expect(failure).toBeUndefined();
    });
  }
});
