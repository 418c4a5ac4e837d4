import { describe, expect, it } from "vitest";
import { anchorsOf, readText, tableRows } from "./support/markdown.ts";

const CHART = "charts/shopyard";
const rules = readText(`${CHART}/templates/prometheusrule.yaml`);
const dashboard = readText(`${CHART}/files/grafana-dashboard.json`);
const runbooks = readText("docs/runbooks.md");
const metrics = readText("docs/metrics.md");

const alerts = [...rules.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name]) => name as string);
const documented = ["Operator's metrics", "Server's metrics"].flatMap((heading) =>
  tableRows(metrics, heading).map((row) => /`([a-z_]+)`/.exec(row)?.[1] as string),
);
const typeOf = (name: string) => new RegExp(`^\\| \`${name}\` \\| ([a-z]+)`, "m").exec(metrics)?.[1];

/** Metrics of ours that a text names; a histogram's series count as the histogram. */
const named = (text: string): string[] => {
  const found = new Set([...text.matchAll(/\bshopyard_(?:operator|server)_[a-z_]+/g)].map(([name]) => name));
  return [...found].map((name) => {
    const histogram = name.replace(/_(bucket|sum|count)$/, "");
    return typeOf(histogram) === "histogram" ? histogram : name;
  });
};

describe("charts/shopyard's alerts and dashboard", () => {
  it.each([
    ["alerts", rules],
    ["dashboard", dashboard],
  ])("name no metric that docs/metrics.md does not list: %s", (_, text) => {
    expect(named(text).length).toBeGreaterThan(5);
    expect(named(text).filter((name) => !documented.includes(name))).toEqual([]);
  });

  it("show every metric on the dashboard", () => {
    expect(documented.filter((name) => !named(dashboard).includes(name))).toEqual([]);
  });

  it("warn of every metric that docs/metrics.md says to look at", () => {
    const section = metrics.slice(metrics.indexOf("## What to look at"));
    expect(named(section).length).toBeGreaterThan(5);
    expect(named(section).filter((name) => !named(rules).includes(name))).toEqual([]);
  });
});

describe("docs/runbooks.md", () => {
  const headings = [...runbooks.matchAll(/^## (.+)$/gm)].map(([, name]) => name as string);

  it("has one section an alert, and none besides", () => {
    expect(alerts.length).toBeGreaterThan(5);
    expect(headings).toEqual([...new Set(headings)]);
    expect([...headings].sort()).toEqual([...alerts].sort());
  });

  it("is where each alert leads, and says what it means, how to look and what to do", () => {
    const anchors = anchorsOf(runbooks);
    const led = [...rules.matchAll(/^ +runbook_url: \{\{ \$runbooks \}\}#(\S+)$/gm)].map(([, anchor]) => anchor);
    expect(led).toEqual(alerts.map((name) => name.toLowerCase()));
    expect(led.filter((anchor) => !anchors.has(anchor as string))).toEqual([]);
    for (const section of runbooks.split(/^## /m).slice(1)) {
      for (const part of ["**Meaning.**", "**Look.**", "**Do.**"]) expect(section).toContain(part);
    }
  });
});
