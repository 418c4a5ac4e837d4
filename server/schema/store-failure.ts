import { ERRORS } from "@shopyard/crds/errors.ts";
import type { StoreFailure as Failure } from "@shopyard/crds/store.ts";
import { builder } from "../builder.ts";
import { StoreStep } from "./enums.ts";

const FailureEvidence = builder.objectRef<NonNullable<Failure["evidence"]>>("FailureEvidence").implement({
  fields: (t) => ({
    podReason: t.exposeString("podReason", { nullable: true }),
    exitCode: t.exposeInt("exitCode", { nullable: true }),
    kubernetesEvent: t.exposeString("kubernetesEvent", { nullable: true }),
    logs: t.stringList({ resolve: ({ logs }) => logs ?? [] }),
  }),
});

const titles: Record<string, { title: string } | undefined> = ERRORS;

export const StoreFailure = builder.objectRef<Failure>("StoreFailure").implement({
  fields: (t) => ({
    code: t.exposeString("code"),
    title: t.string({ resolve: ({ code }) => titles[code]?.title ?? code }),
    step: t.field({ type: StoreStep, resolve: ({ step }) => step }),
    component: t.exposeString("component", { nullable: true }),
    message: t.exposeString("message"),
    hint: t.exposeString("hint"),
    retryable: t.exposeBoolean("retryable"),
    time: t.field({ type: "DateTime", resolve: ({ time }) => time }),
    resolvedAt: t.field({ type: "DateTime", nullable: true, resolve: ({ resolvedAt }) => resolvedAt }),
    docsUrl: t.string({ nullable: true, resolve: () => null }),
    evidence: t.field({ type: FailureEvidence, nullable: true, resolve: ({ evidence }) => evidence }),
  }),
});
