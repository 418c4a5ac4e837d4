import { renderPlatform } from "./platform-values.ts";

export interface Target {
  refId: string;
  expr: string;
  legendFormat: string;
  datasource: { type: string; uid: string };
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { type: string; uid: string };
  fieldConfig?: { defaults: { unit?: string } };
  targets?: Target[];
}

export interface Dashboard {
  templating: { list: { name: string; type: string; query: string | { query: string } }[] };
  panels: Panel[];
}

/** The text of the Grafana dashboard that charts/shopyard brings in production. */
export async function dashboardText(): Promise<string> {
  const manifests = await renderPlatform({ cluster: "production" });
  const found = manifests.find(({ metadata }) => metadata.name === "shopyard-grafana-dashboard");
  return (found as unknown as { data: Record<string, string> }).data["shopyard.json"] ?? "";
}
