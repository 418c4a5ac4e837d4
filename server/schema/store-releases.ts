import { planTokenOf } from "@shopyard/crds/plan-request.ts";
import type { ReleaseRecord, StoreStatus } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { PlannedChangeKind, StoreSize } from "./enums.ts";

type Rejected = NonNullable<StoreStatus["rejected"]>;
type Plan = NonNullable<StoreStatus["plan"]>;
type Change = NonNullable<Plan["changes"]>[number];
type Drift = NonNullable<StoreStatus["drift"]>;

export const StoreRelease = builder.objectRef<ReleaseRecord>("StoreRelease").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    revision: t.exposeInt("revision", { nullable: true }),
    chart: t.exposeString("chart"),
    chartVersion: t.exposeString("chartVersion"),
    appVersion: t.exposeString("appVersion"),
    digest: t.exposeString("digest", { description: "Over chart and values: equal releases have equal digests." }),
    size: t.field({ type: StoreSize, nullable: true, resolve: ({ size }) => size }),
    suspended: t.boolean({ description: "Made to sleep.", resolve: ({ suspended }) => suspended ?? false }),
    time: t.field({ type: "DateTime", nullable: true, resolve: ({ time }) => time }),
  }),
});

export const RejectedRelease = builder.objectRef<Rejected>("RejectedRelease").implement({
  description: "A release that did not come up: not tried again until the spec changes or a retry is asked for.",
  fields: (t) => ({
    appVersion: t.exposeString("appVersion"),
    size: t.field({ type: StoreSize, nullable: true, resolve: ({ size }) => size }),
    code: t.exposeString("code", { description: "Why, as a failure's code." }),
    time: t.field({ type: "DateTime", resolve: ({ time }) => time }),
  }),
});

const PlannedChange = builder.objectRef<Change>("PlannedChange").implement({
  fields: (t) => ({
    change: t.field({ type: PlannedChangeKind, resolve: ({ change }) => change }),
    kind: t.exposeString("kind"),
    name: t.exposeString("name"),
    diff: t.exposeString("diff", { nullable: true, description: "Lines that differ, with - and +." }),
  }),
});

export const StorePlan = builder.objectRef<Plan>("StorePlan").implement({
  description: "What a change would do to the cluster. Nothing was changed.",
  fields: (t) => ({
    token: t.string({ description: "As planStore gave it.", resolve: ({ token }) => planTokenOf(token) }),
    time: t.field({ type: "DateTime", resolve: ({ time }) => time }),
    appVersion: t.exposeString("appVersion", { nullable: true, description: "What would run." }),
    size: t.field({ type: StoreSize, nullable: true, resolve: ({ size }) => size }),
    changes: t.field({ type: [PlannedChange], resolve: ({ changes }) => changes ?? [] }),
    unchanged: t.int({
      description: "Objects that would stay as they are.",
      resolve: ({ unchanged }) => unchanged ?? 0,
    }),
    truncated: t.boolean({
      description: "More would change than is listed.",
      resolve: ({ truncated }) => truncated ?? false,
    }),
    error: t.exposeString("error", { nullable: true, description: "Why there is no plan." }),
  }),
});

export const StoreDrift = builder.objectRef<Drift>("StoreDrift").implement({
  description: "What was changed by hand and put back.",
  fields: (t) => ({
    count: t.exposeInt("count", { description: "Objects put back so far." }),
    time: t.field({ type: "DateTime", description: "When one was put back last.", resolve: ({ time }) => time }),
    objects: t.stringList({ description: "Those of the last time.", resolve: ({ objects }) => objects ?? [] }),
  }),
});
