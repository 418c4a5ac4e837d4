import { missingPackages, whyNoRealNode } from "../../../dev/node/requirements.ts";

const missing = missingPackages();

/** Why the suites of the real node can't run here, or undefined. */
export const NO_REAL_NODE: string | undefined =
  whyNoRealNode() ?? (missing.length === 0 ? undefined : `these Debian packages are missing: ${missing.join(" ")}`);

if (NO_REAL_NODE !== undefined) process.stderr.write(`SKIPPED, the real node: ${NO_REAL_NODE}\n`);

/** A suite's title, which says when and why it is skipped. */
export function realNodeTitle(title: string): string {
  return NO_REAL_NODE === undefined ? title : `${title} (skipped: ${NO_REAL_NODE})`;
}
