import type { StoreFailure as Failure } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { docsUrlOf, findErrorCode } from "../services/error-codes.ts";
import { StoreStep } from "./enums.ts";
import { ErrorCodeType } from "./error-codes.ts";

const FailureEvidence = builder.objectRef<NonNullable<Failure["evidence"]>>("FailureEvidence").implement({
  fields: (t) => ({
    podReason: t.exposeString("podReason", { nullable: true }),
    exitCode: t.exposeInt("exitCode", { nullable: true }),
    kubernetesEvent: t.exposeString("kubernetesEvent", { nullable: true }),
    logs: t.stringList({ resolve: ({ logs }) => logs ?? [] }),
  }),
});

export const StoreFailure = builder.objectRef<Failure>("StoreFailure").implement({
  fields: (t) => ({
    code: t.exposeString("code"),
    cause: t.field({
      type: ErrorCodeType,
      nullable: true,
      description: "What most likely led to it, where `code` alone does not say.",
      resolve: ({ cause }) => (cause === undefined ? undefined : findErrorCode(cause)),
    }),
    title: t.string({ resolve: ({ code }) => findErrorCode(code)?.title ?? code }),
    step: t.field({ type: StoreStep, resolve: ({ step }) => step }),
    component: t.exposeString("component", { nullable: true }),
    message: t.exposeString("message"),
    hint: t.exposeString("hint"),
    retryable: t.exposeBoolean("retryable"),
    time: t.field({ type: "DateTime", resolve: ({ time }) => time }),
    resolvedAt: t.field({ type: "DateTime", nullable: true, resolve: ({ resolvedAt }) => resolvedAt }),
    docsUrl: t.string({
      nullable: true,
      description: "Where to read about the code; a path is one of the dashboard's.",
      resolve: ({ code }, _, { platform }) => docsUrlOf(code, platform.config),
    }),
    evidence: t.field({ type: FailureEvidence, nullable: true, resolve: ({ evidence }) => evidence }),
  }),
});
