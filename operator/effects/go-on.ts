import type { Store } from "@shopyard/crds/store.ts";
import type { EffectContext } from "./context.ts";
import { findDrift, putBack } from "./find-drift.ts";

/** Undoes a standstill where the data stays as it is: all is again as helm's record of the release has it. */
export async function goOn(store: Store, context: EffectContext): Promise<void> {
  const { restore: _, ...status } = store.status ?? {};
  await putBack(await findDrift({ ...store, status }, new Map(), context), context);
}
