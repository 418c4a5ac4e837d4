import { builder } from "../builder.ts";
import type { Freshness } from "../live/freshness.ts";

const FreshnessType = builder.objectRef<Freshness>("Freshness").implement({
  description:
    "How new what this API shows is. Reads go on while the cluster does not answer; changes are refused then.",
  fields: (t) => ({
    stale: t.exposeBoolean("stale", {
      description: "The cluster has not answered for more than five seconds: what is shown may be old.",
    }),
    asOf: t.expose("asOf", {
      type: "DateTime",
      description: "When the cluster was last heard of. What is shown is at least as new.",
    }),
  }),
});

builder.queryField("freshness", (t) =>
  t.field({ type: FreshnessType, resolve: (_root, _, { freshness }) => freshness.current }),
);

builder.subscriptionField("freshnessChanged", (t) =>
  t.field({
    type: FreshnessType,
    description: "How it is at once, and then whenever it becomes stale or fresh.",
    subscribe: (_root, _, { freshness }) => freshness.changes(),
    resolve: (freshness) => freshness,
  }),
);
