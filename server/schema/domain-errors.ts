import { builder } from "../builder.ts";
import {
  ClusterUnavailable,
  type DomainError,
  EngineConflict,
  type FieldViolation,
  InvalidInput,
  LimitReached,
  NameTaken,
  NoSuchRevision,
  NotRetryable,
  StoreDeleting,
  StoreNotFound,
} from "../services/domain-error.ts";
import { docsUrlOf } from "../services/error-codes.ts";
import { LimitKind } from "./enums.ts";

const DomainErrorInterface = builder.interfaceRef<DomainError>("DomainError").implement({
  fields: (t) => ({
    code: t.exposeString("code"),
    message: t.exposeString("message"),
    field: t.exposeStringList("field", { nullable: true }),
    hint: t.exposeString("hint", { nullable: true }),
    docsUrl: t.string({
      nullable: true,
      description: "Where to read about the code; a path is one of the dashboard's.",
      resolve: ({ code }, _, { platform }) => docsUrlOf(code, platform.config),
    }),
  }),
});
const interfaces = [DomainErrorInterface];

const FieldViolationType = builder.objectRef<FieldViolation>("FieldViolation").implement({
  fields: (t) => ({
    field: t.exposeString("field"),
    got: t.exposeString("got"),
    allowed: t.exposeString("allowed"),
  }),
});

builder.objectType(InvalidInput, {
  name: "InvalidInput",
  interfaces,
  fields: (t) => ({
    violations: t.field({ type: [FieldViolationType], resolve: ({ violations }) => [...violations] }),
  }),
});
builder.objectType(EngineConflict, {
  name: "EngineConflict",
  interfaces,
  fields: (t) => ({ actualEngine: t.exposeString("actualEngine") }),
});
builder.objectType(NameTaken, { name: "NameTaken", interfaces });
builder.objectType(StoreDeleting, { name: "StoreDeleting", interfaces });
builder.objectType(StoreNotFound, { name: "StoreNotFound", interfaces });
builder.objectType(NotRetryable, { name: "NotRetryable", interfaces });
builder.objectType(NoSuchRevision, {
  name: "NoSuchRevision",
  interfaces,
  fields: (t) => ({
    known: t.intList({ description: "Where a rollback can go, newest first.", resolve: ({ known }) => [...known] }),
  }),
});
builder.objectType(LimitReached, {
  name: "LimitReached",
  interfaces,
  fields: (t) => ({
    kind: t.field({ type: LimitKind, resolve: ({ kind }) => kind }),
    limit: t.exposeInt("limit"),
    used: t.exposeInt("used"),
    retryAfterSeconds: t.exposeInt("retryAfterSeconds", { nullable: true }),
  }),
});
builder.objectType(ClusterUnavailable, {
  name: "ClusterUnavailable",
  interfaces,
  fields: (t) => ({ retryAfterSeconds: t.exposeInt("retryAfterSeconds", { nullable: true }) }),
});
