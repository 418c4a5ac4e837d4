import type { ComponentStatus, Condition, SaleRecord } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { ConditionStatus, SaleMode } from "./enums.ts";

export const CredentialsReference = builder
  .objectRef<{ namespace: string; name: string }>("CredentialsReference")
  .implement({
    description: "Where the generated credentials are: never what they are.",
    fields: (t) => ({ name: t.exposeString("name"), namespace: t.exposeString("namespace") }),
  });

export const StoreComponent = builder.objectRef<ComponentStatus>("StoreComponent").implement({
  fields: (t) => ({
    kind: t.exposeString("kind"),
    name: t.exposeString("name"),
    ready: t.exposeBoolean("ready"),
    reason: t.exposeString("reason", { nullable: true }),
    restarts: t.int({ resolve: ({ restarts }) => restarts ?? 0 }),
  }),
});

export const StoreCondition = builder.objectRef<Condition>("StoreCondition").implement({
  fields: (t) => ({
    type: t.exposeString("type"),
    status: t.field({ type: ConditionStatus, resolve: ({ status }) => status }),
    reason: t.exposeString("reason"),
    message: t.exposeString("message", { nullable: true }),
    lastTransitionTime: t.field({ type: "DateTime", resolve: ({ lastTransitionTime }) => lastTransitionTime }),
  }),
});

const StoreSaleStep = builder.objectRef<SaleRecord["steps"][number]>("StoreSaleStep").implement({
  fields: (t) => ({ step: t.exposeString("step"), durationMs: t.exposeInt("durationMs") }),
});

export const StoreSale = builder.objectRef<SaleRecord>("StoreSale").implement({
  description: "What somebody did in the shop, as a customer would, before it was called Ready.",
  fields: (t) => ({
    mode: t.field({ type: SaleMode, resolve: ({ mode }) => mode }),
    order: t.exposeString("order", { nullable: true, description: "The order's id as the shop's admin knows it." }),
    time: t.field({ type: "DateTime", resolve: ({ time }) => time }),
    steps: t.field({ type: [StoreSaleStep], resolve: ({ steps }) => steps }),
  }),
});
