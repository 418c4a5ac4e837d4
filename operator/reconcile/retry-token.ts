import { createHash } from "node:crypto";
import { ANNOTATIONS } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";

/** As long as `status.lastHandledRetry` may be. */
const LONGEST = 128;

/** The token of the retry that was asked for; of one longer than status holds, its digest. */
export function retryTokenOf(store: Store): string | undefined {
  const token = store.metadata.annotations?.[ANNOTATIONS.retry];
  return token === undefined || token.length <= LONGEST ? token : createHash("sha256").update(token).digest("hex");
}
