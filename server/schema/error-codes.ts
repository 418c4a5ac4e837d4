import { builder } from "../builder.ts";
import { docsUrlOf, type ErrorCode, errorCodes } from "../services/error-codes.ts";
import { ErrorCodeKind } from "./enums.ts";

export const ErrorCodeType = builder.objectRef<ErrorCode>("ErrorCode").implement({
  description: "What a code means. Texts are Markdown as far as `code` goes.",
  fields: (t) => ({
    code: t.exposeString("code"),
    kind: t.field({
      type: ErrorCodeKind,
      description: "A store's failure, or a refusal of this API.",
      resolve: ({ kind }) => kind,
    }),
    title: t.exposeString("title"),
    meaning: t.exposeString("meaning"),
    hint: t.exposeString("hint", { description: "What a person can do." }),
    evidence: t.exposeString("evidence", {
      nullable: true,
      description: "What a failure carries besides its message; null of a refusal.",
    }),
    retryable: t.exposeBoolean("retryable", {
      nullable: true,
      description: "Whether a failure is tried again by itself; null of a refusal.",
    }),
    docsUrl: t.string({
      description: "Where to read about it; a path is one of the dashboard's.",
      resolve: ({ code }, _, { platform }) => docsUrlOf(code, platform.config),
    }),
  }),
});

builder.queryFields((t) => ({
  errorCodes: t.field({
    type: [ErrorCodeType],
    description: "Every code that a failure or a refusal may have.",
    resolve: () => [...errorCodes],
  }),
}));
