import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Engine } from "../../../operator/engines/engine.ts";
import { engine as paperShop } from "../../conformance/paper-shop/engine.ts";

const CHART = fileURLToPath(new URL("../../conformance/paper-shop/chart", import.meta.url));

/** The version that stores begin with, and the one they are upgraded to. */
export const FIRST = "1.0.0";
export const SECOND = "1.1.0";

/** The paper shop in two versions. The second one's chart makes an object that the first one's doesn't, and lacks one. */
export const engine: Engine = {
  ...paperShop,
  name: "stationery",
  title: "Stationery",
  versions: [
    { version: SECOND, chart: SECOND },
    { version: FIRST, chart: FIRST },
  ],
  defaultVersion: FIRST,
};

/** Writes the charts of both versions into a folder, for CHARTS_DIR. */
export function writeCharts(folder: string): void {
  for (const { version, chart } of engine.versions) {
    cpSync(CHART, join(folder, chart), { recursive: true });
    writeFileSync(
      join(folder, chart, "templates", "format-configmap.yaml"),
      formatOf(version === FIRST ? "a4" : "letter"),
    );
  }
}

const formatOf = (format: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "paper.metadata" (dict "root" . "component" "web" "name" (printf "%s-${format}" .Release.Name)) | nindent 2 }}
data:
  format: ${format}
`;
