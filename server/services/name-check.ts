import type { Catalog } from "@shopyard/crds/catalog.ts";
import { violations } from "@shopyard/crds/rules.ts";
import { namespaceOf } from "@shopyard/crds/store.ts";
import type { Platform } from "./platform.ts";

type NameCheckReason = "INVALID" | "TAKEN" | "DELETING";

export interface NameCheck {
  name: string;
  available: boolean;
  reason: NameCheckReason | undefined;
  message: string;
  namespace: string;
  url: string;
}

/** Whether a store could be created under a name, for a form while somebody types; createStore decides for itself. */
export function checkName(platform: Platform, name: string): NameCheck {
  const broken = violations({ name, engine: "any" })[0];
  const existing = platform.stores.byName(name);
  const verdict: Pick<NameCheck, "reason" | "message"> = broken
    ? { reason: "INVALID", message: `A name is ${broken.allowed}.` }
    : existing?.metadata.deletionTimestamp !== undefined
      ? { reason: "DELETING", message: "A store of this name is being deleted; it is free when that is done." }
      : existing !== undefined
        ? { reason: "TAKEN", message: "This name is taken." }
        : { reason: undefined, message: "This name is free." };
  return {
    name,
    available: verdict.reason === undefined,
    ...verdict,
    namespace: broken ? "" : namespaceOf(name, platform.config.namespacePrefix),
    url: broken ? "" : urlOf(name, platform.catalog.current),
  };
}

/** Empty until an operator has published under which domain stores answer. */
function urlOf(name: string, catalog: Catalog | undefined): string {
  if (catalog === undefined) return "";
  const port = catalog.urlPort === undefined ? "" : `:${catalog.urlPort}`;
  return `${catalog.urlScheme}://${name}.${catalog.baseDomain}${port}`;
}
