import type { ComponentStatus, Condition, ReleaseRecord } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { ConditionStatus } from "./enums.ts";

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

export const StoreRelease = builder.objectRef<ReleaseRecord>("StoreRelease").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    revision: t.exposeInt("revision", { nullable: true }),
    chart: t.exposeString("chart"),
    chartVersion: t.exposeString("chartVersion"),
    appVersion: t.exposeString("appVersion"),
  }),
});
