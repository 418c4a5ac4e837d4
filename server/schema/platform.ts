import type { Catalog } from "@shopyard/crds/catalog.ts";
import { GraphQLError } from "graphql";
import { builder } from "../builder.ts";
import { type Capacity, capacity } from "../services/capacity.ts";
import { checkName, type NameCheck } from "../services/name-check.ts";
import { VERSION } from "../version.ts";
import { Engine, engineView } from "./engine.ts";
import { NameCheckReason } from "./enums.ts";

const CapacityType = builder.objectRef<Capacity>("Capacity").implement({
  fields: (t) => ({
    limit: t.exposeInt("limit", {
      nullable: true,
      description: "The cap on all stores; null where the cluster sets none.",
    }),
    used: t.exposeInt("used", { description: "Stores there are, as the quota counts them." }),
    ownLimit: t.exposeInt("ownLimit"),
    ownUsed: t.exposeInt("ownUsed", { description: "Yours." }),
    createsPerMinute: t.exposeInt("createsPerMinute"),
    provisioning: t.exposeInt("provisioning"),
    queued: t.exposeInt("queued"),
    maxConcurrentProvisions: t.exposeInt("maxConcurrentProvisions"),
    maxProvisionSeconds: t.exposeInt("maxProvisionSeconds"),
  }),
});

const PlatformType = builder.objectRef<Catalog>("Platform").implement({
  fields: (t) => ({
    baseDomain: t.exposeString("baseDomain"),
    urlScheme: t.exposeString("urlScheme"),
    urlPort: t.exposeInt("urlPort", { nullable: true }),
    simulated: t.exposeBoolean("simulated"),
    version: t.string({ resolve: () => VERSION }),
  }),
});

const NameCheckType = builder.objectRef<NameCheck>("NameCheck").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    available: t.exposeBoolean("available"),
    reason: t.field({
      type: NameCheckReason,
      nullable: true,
      description: "Why not.",
      resolve: ({ reason }) => reason,
    }),
    message: t.exposeString("message"),
    namespace: t.exposeString("namespace"),
    url: t.exposeString("url", { description: "Where the store would answer." }),
  }),
});

builder.queryFields((t) => ({
  capacity: t.field({ type: CapacityType, resolve: (_root, _, { platform, viewer }) => capacity(platform, viewer) }),
  engines: t.field({
    type: [Engine],
    resolve: (_root, _, { platform }) =>
      (platform.catalog.current?.engines ?? []).map(({ name }) => engineView(platform, name)),
  }),
  platform: t.field({
    type: PlatformType,
    resolve: (_root, _, { platform }) => {
      if (platform.catalog.current !== undefined) return platform.catalog.current;
      throw new GraphQLError("No operator has published yet what this platform is.", {
        extensions: { code: "CATALOG_UNAVAILABLE" },
      });
    },
  }),
  storeName: t.field({
    type: NameCheckType,
    args: { name: t.arg.string({ required: true }) },
    resolve: (_root, { name }, { platform }) => checkName(platform, name),
  }),
}));
