import { describe, expect, it } from "vitest";
import { createMetrics as operatorMetrics } from "../../operator/metrics.ts";
import { placesOf } from "../../operator/watch/places.ts";
import { createMetrics as serverMetrics } from "../../server/http/metrics.ts";
import { readText, tableRows } from "./support/markdown.ts";

const zero = () => 0;
const server = serverMetrics(
  { sockets: zero, readers: zero, stores: zero, lastContact: zero },
  { processMetrics: false },
);

interface Panel {
  title: string;
  description: string;
  fieldConfig: { defaults: { thresholds: { steps: object[] } } };
}

describe("docs/metrics.md", () => {
  it.each([
    ["Operator's metrics", operatorMetrics().registry],
    ["Server's metrics", server.registry],
  ])("lists every metric under %s with its type", async (heading, registry) => {
    const measured = (await registry.getMetricsAsJSON()).map(({ name, type }) => `${name} ${type}`);
    const listed = tableRows(readText("docs/metrics.md"), heading).map((row) => {
      const [, name, type] = /^\| `([a-z_]+)` \| ([a-z]+) \|/.exec(row) ?? [];
      return `${name} ${type}`;
    });
    expect(listed.sort()).toEqual(measured.sort());
  });

  it("says how many watches an operator has, as its help, the alert, its runbook and the dashboard do", async () => {
    const watches = Object.keys(placesOf("", "")).length;
    const metric = await operatorMetrics().registry.getSingleMetric("shopyard_operator_watches_connected")?.get();
    expect(metric?.help).toBe(`Watches that are connected, of ${watches}`);
    expect(readText("docs/metrics.md")).toContain(`\`shopyard_operator_watches_connected\` below ${watches}:`);
    expect(readText("docs/runbooks.md")).toContain(`fewer than its ${watches} watches`);
    const rule = readText("charts/shopyard/templates/prometheusrule.yaml");
    expect(rule).toMatch(new RegExp(`shopyard_operator_watches_connected\\{.*\\} < ${watches}$`, "m"));
    expect(rule).toContain(`of ${watches} watches`);
    const dashboard = JSON.parse(readText("charts/shopyard/files/grafana-dashboard.json")) as { panels: Panel[] };
    const panel = dashboard.panels.find(({ title }) => title === "Watches of the operators");
    expect(panel?.description).toBe(`The fewest that any operator has, of ${watches}.`);
    expect(panel?.fieldConfig.defaults.thresholds.steps).toEqual([
      { color: "red", value: null },
      { color: "green", value: watches },
    ]);
  });
});
