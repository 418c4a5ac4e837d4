import { builder } from "../builder.ts";
import { OrderDirection, StoreOrderField, StorePhase, StoreSize } from "./enums.ts";

export const StoreFilterInput = builder.inputType("StoreFilter", {
  fields: (t) => ({
    phase: t.field({ type: [StorePhase] }),
    engine: t.stringList(),
    search: t.string({ description: "Part of name, display name or host; case does not matter." }),
  }),
});

export const StoreOrderInput = builder.inputType("StoreOrder", {
  fields: (t) => ({
    field: t.field({ type: StoreOrderField, required: true }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: "ASC" }),
  }),
});

export const CreateStoreInput = builder.inputType("CreateStoreInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    engine: t.string({ required: true }),
    displayName: t.string(),
    host: t.string(),
    size: t.field({ type: StoreSize, defaultValue: "small" }),
    engineVersion: t.string(),
    adminEmail: t.string(),
  }),
});

export const DeleteStoreInput = builder.inputType("DeleteStoreInput", {
  fields: (t) => ({
    id: t.id({ required: true }),
    confirmName: t.string({
      required: true,
      description: "Must repeat the store's name: a guard against deleting the wrong one.",
    }),
  }),
});

export const RetryStoreInput = builder.inputType("RetryStoreInput", {
  fields: (t) => ({ id: t.id({ required: true }) }),
});

export const UpdateStoreInput = builder.inputType("UpdateStoreInput", {
  description: "What is left out or null stays as it is; an empty text takes a field back to its default.",
  fields: (t) => ({
    id: t.id({ required: true }),
    displayName: t.string(),
    size: t.field({ type: StoreSize }),
    engineVersion: t.string({ description: "Empty: whatever it runs." }),
  }),
});

export const SuspendStoreInput = builder.inputType("SuspendStoreInput", {
  fields: (t) => ({ id: t.id({ required: true }) }),
});

export const ResumeStoreInput = builder.inputType("ResumeStoreInput", {
  fields: (t) => ({ id: t.id({ required: true }) }),
});

export const RollbackStoreInput = builder.inputType("RollbackStoreInput", {
  fields: (t) => ({
    id: t.id({ required: true }),
    revision: t.int({ required: true, description: "Of an entry of the store's `history`, or of `stable`." }),
  }),
});

export const PlanStoreInput = builder.inputType("PlanStoreInput", {
  description: "The change to think through; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true }),
    engineVersion: t.string(),
    size: t.field({ type: StoreSize }),
    suspended: t.boolean(),
  }),
});
