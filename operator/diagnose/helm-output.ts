import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { refusalOf } from "./refusal.ts";

const NO_ANSWER = /connection refused|connection reset|\bEOF\b|i\/o timeout|context deadline exceeded|etcdserver/;

/** What is wrong with the chart or its values, whatever the cluster. Source: helm v4's pkg/engine, pkg/chart and pkg/action. */
const CHART = [
  /values don't meet the specifications of the schema/,
  /(?:execution|parse) error at \(/,
  /templates\/\S+:\d+:\d+\s+executing "/,
  /YAML parse error on /,
  /error converting YAML to JSON/,
  /unable to detect chart at|validation: chart\.metadata|missing in charts\/ directory|^path "[^"]*" not found/,
  /chart requires kubeVersion/,
  /field not declared in schema/,
];

/** The code of a helm run that ended badly, from what helm said. */
export function codeOfHelm(message: string): ErrorCode {
  const refusal = refusalOf(message);
  if (refusal !== undefined) return refusal;
  // It is the webhook that did not answer, not the API server.
  if (/failed calling webhook/.test(message)) return "ApiRefused";
  // A template may quote anything, so what it says counts before what looks like a lost connection.
  if (CHART.some((pattern) => pattern.test(message))) return "ChartInvalid";
  return NO_ANSWER.test(message) ? "ApiUnavailable" : "HelmFailed";
}
