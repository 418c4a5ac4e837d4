import { builder } from "../builder.ts";
import {
  ClusterUnavailable,
  InvalidInput,
  NoSuchRevision,
  StoreDeleting,
  StoreNotFound,
} from "../services/domain-error.ts";
import { type PlanStoreOutcome, planStore } from "../services/plan-store.ts";
import { rollbackStore } from "../services/rollback-store.ts";
import { setSuspended } from "../services/suspend-store.ts";
import { type UpdateStoreOutcome, updateStore } from "../services/update-store.ts";
import { PlanStoreInput, ResumeStoreInput, RollbackStoreInput, SuspendStoreInput, UpdateStoreInput } from "./inputs.ts";
import { Store } from "./store.ts";
import { storeSuccess } from "./store-success.ts";

const UpdateStoreSuccess = builder.objectRef<UpdateStoreOutcome>("UpdateStoreSuccess").implement({
  fields: (t) => ({
    store: t.field({ type: Store, resolve: ({ store }) => store }),
    changed: t.exposeStringList("changed", { description: "Fields that were otherwise before; none: nothing to do." }),
  }),
});
const PlanStoreSuccess = builder.objectRef<PlanStoreOutcome>("PlanStoreSuccess").implement({
  fields: (t) => ({
    store: t.field({ type: Store, resolve: ({ store }) => store }),
    token: t.exposeString("token", { description: "`Store.plan` has it once the operator has answered." }),
  }),
});
const SuspendStoreSuccess = storeSuccess("SuspendStoreSuccess");
const ResumeStoreSuccess = storeSuccess("ResumeStoreSuccess");
const RollbackStoreSuccess = storeSuccess("RollbackStoreSuccess");

builder.mutationFields((t) => ({
  updateStore: t.field({
    type: UpdateStoreSuccess,
    description: "Changes what a store is to be; the operator builds it anew where that takes it.",
    args: { input: t.arg({ type: UpdateStoreInput, required: true }) },
    errors: {
      types: [InvalidInput, StoreDeleting, StoreNotFound, ClusterUnavailable],
      union: { name: "UpdateStoreResult" },
    },
    resolve: (_root, { input }, { platform }) => updateStore(platform, input),
  }),
  planStore: t.field({
    type: PlanStoreSuccess,
    description: "Asks what a change would do. The answer comes as `Store.plan`, by query or subscription.",
    args: { input: t.arg({ type: PlanStoreInput, required: true }) },
    errors: {
      types: [InvalidInput, StoreDeleting, StoreNotFound, ClusterUnavailable],
      union: { name: "PlanStoreResult" },
    },
    resolve: (_root, { input }, { platform }) => planStore(platform, input),
  }),
  suspendStore: t.field({
    type: SuspendStoreSuccess,
    description: "Puts a store to sleep: its pods end, its data is kept.",
    args: { input: t.arg({ type: SuspendStoreInput, required: true }) },
    errors: { types: [StoreDeleting, StoreNotFound, ClusterUnavailable], union: { name: "SuspendStoreResult" } },
    resolve: (_root, { input }, { platform }) => setSuspended(platform, input, true),
  }),
  resumeStore: t.field({
    type: ResumeStoreSuccess,
    description: "Wakes a store.",
    args: { input: t.arg({ type: ResumeStoreInput, required: true }) },
    errors: { types: [StoreDeleting, StoreNotFound, ClusterUnavailable], union: { name: "ResumeStoreResult" } },
    resolve: (_root, { input }, { platform }) => setSuspended(platform, input, false),
  }),
  rollbackStore: t.field({
    type: RollbackStoreSuccess,
    description: "Goes back to the version and size of an entry of `history`.",
    args: { input: t.arg({ type: RollbackStoreInput, required: true }) },
    errors: {
      types: [NoSuchRevision, InvalidInput, StoreDeleting, StoreNotFound, ClusterUnavailable],
      union: { name: "RollbackStoreResult" },
    },
    resolve: (_root, { input }, { platform }) => rollbackStore(platform, input),
  }),
}));
