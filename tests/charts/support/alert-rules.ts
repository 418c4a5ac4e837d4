import { renderPlatform } from "./platform-values.ts";

/** A rule of the chart's PrometheusRule. */
export interface AlertRule {
  alert: string;
  expr: string;
}

/** Where the rendered alerts say that runbooks are. */
const RUNBOOKS = "https://docs.example.com/runbooks.md";

/** The groups of charts/shopyard's alerts in production, release `shopyard` in namespace `shopyard-system`. */
export async function alertGroups(): Promise<{ name: string; rules: AlertRule[] }[]> {
  const values = { monitoring: { prometheusRule: { enabled: true, runbooks: RUNBOOKS } } };
  const manifests = await renderPlatform({ cluster: "production", values });
  const rule = manifests.find(({ kind }) => kind === "PrometheusRule");
  return rule?.spec?.groups as { name: string; rules: AlertRule[] }[];
}
