import { builder } from "../builder.ts";
import { type CreateStoreOutcome, createStore, type FieldDifference } from "../services/create-store.ts";
import { deleteStore } from "../services/delete-store.ts";
import {
  ClusterUnavailable,
  EngineConflict,
  InvalidInput,
  LimitReached,
  NameTaken,
  NotRetryable,
  StoreDeleting,
  StoreNotFound,
} from "../services/domain-error.ts";
import { retryStore } from "../services/retry-store.ts";
import { CreateStoreInput, DeleteStoreInput, RetryStoreInput } from "./inputs.ts";
import { Store } from "./store.ts";
import { storeSuccess } from "./store-success.ts";

const FieldDifferenceType = builder.objectRef<FieldDifference>("FieldDifference").implement({
  fields: (t) => ({
    field: t.exposeString("field"),
    requested: t.exposeString("requested", { nullable: true }),
    actual: t.exposeString("actual", { nullable: true }),
  }),
});

const CreateStoreSuccess = builder.objectRef<CreateStoreOutcome>("CreateStoreSuccess").implement({
  fields: (t) => ({
    store: t.field({ type: Store, resolve: ({ store }) => store }),
    created: t.exposeBoolean("created", { description: "False where it existed already." }),
    differences: t.field({
      type: [FieldDifferenceType],
      description: "Where it existed: what of the input differs from it.",
      resolve: ({ differences }) => differences,
    }),
  }),
});

const DeleteStoreSuccess = storeSuccess("DeleteStoreSuccess");
const RetryStoreSuccess = storeSuccess("RetryStoreSuccess");

builder.mutationType({
  fields: (t) => ({
    createStore: t.field({
      type: CreateStoreSuccess,
      args: { input: t.arg({ type: CreateStoreInput, required: true }) },
      errors: {
        types: [InvalidInput, EngineConflict, NameTaken, StoreDeleting, LimitReached, ClusterUnavailable],
        union: { name: "CreateStoreResult" },
      },
      resolve: (_root, { input }, { platform, viewer }) => createStore(platform, viewer, input),
    }),
    deleteStore: t.field({
      type: DeleteStoreSuccess,
      args: { input: t.arg({ type: DeleteStoreInput, required: true }) },
      errors: { types: [InvalidInput, StoreNotFound, ClusterUnavailable], union: { name: "DeleteStoreResult" } },
      resolve: (_root, { input }, { platform }) => deleteStore(platform, input),
    }),
    retryStore: t.field({
      type: RetryStoreSuccess,
      args: { input: t.arg({ type: RetryStoreInput, required: true }) },
      errors: {
        types: [NotRetryable, StoreDeleting, StoreNotFound, ClusterUnavailable],
        union: { name: "RetryStoreResult" },
      },
      resolve: (_root, { input }, { platform }) => retryStore(platform, input),
    }),
  }),
});
