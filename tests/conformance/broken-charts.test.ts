import { describe, expect, it } from "vitest";
import type { RowName } from "../../dev/conformance/row.ts";
import { breakChart } from "./support/broken-engine.ts";
import { runKit } from "./support/run-kit.ts";

interface Lie {
  what: string;
  file: string;
  from: string;
  to: string;
  row: RowName;
  says: RegExp;
}

const LIES: readonly Lie[] = [
  {
    what: "removes its finished Job, the fact that this version is set up",
    file: "templates/setup-job.yaml",
    from: "  backoffLimit: 2",
    to: "  backoffLimit: 2\n  ttlSecondsAfterFinished: 3600",
    row: "create",
    says: /ttlSecondsAfterFinished/,
  },
  {
    what: "runs an image of its own choice",
    file: "templates/web-deployment.yaml",
    from: '{{ include "paper.image" (dict "root" . "image" .Values.images.web) }}',
    to: "shopyard/paper-shop:1.0.0",
    row: "upgrade",
    says: /does not take its image from the values/,
  },
  {
    what: "takes the old pod away before the new one serves",
    file: "templates/web-deployment.yaml",
    from: "    type: RollingUpdate\n    rollingUpdate:\n      maxUnavailable: 0\n      maxSurge: 1",
    to: "    type: Recreate",
    row: "upgrade",
    says: /did not serve all the time: .*no pod of web was ready/,
  },
];

describe.each(LIES)("a chart that $what", ({ file, from, to, row, says }) => {
  it(`fails the row ${row}`, async () => {
    const broken = await breakChart(file, (text) => text.replaceAll(from, to));
    try {
      const results = await runKit(broken.source, [row, "delete"], { patienceMs: 60_000 });
      const found = results.find((result) => result.row === row);
      expect(found).toMatchObject({ result: "failed", seen: expect.stringMatching(says) });
      // What failed is told with what there was to be seen, and hides nothing after it.
      expect(found?.evidence.join("\n")).toMatch(/timeline: .*\npod /s);
      expect(results.at(-1)).toMatchObject({ row: "delete", result: row === "create" ? expect.any(String) : "passed" });
    } finally {
      broken.remove();
    }
  });
});
