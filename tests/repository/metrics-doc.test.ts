import { describe, expect, it } from "vitest";
import { createMetrics as operatorMetrics } from "../../operator/metrics.ts";
import { createMetrics as serverMetrics } from "../../server/http/metrics.ts";
import { readText, tableRows } from "./support/markdown.ts";

const zero = () => 0;
const server = serverMetrics(
  { sockets: zero, readers: zero, stores: zero, lastContact: zero },
  { processMetrics: false },
);

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
});
