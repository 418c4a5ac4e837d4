import type { CreateStoreMutation } from "../../generated/graphql.ts";

export const FIELDS = ["engine", "name", "displayName", "size", "engineVersion", "adminEmail", "host"] as const;
export type FieldName = (typeof FIELDS)[number];
export type FieldErrors = Partial<Record<FieldName, string>>;

export type Refusal = Exclude<CreateStoreMutation["createStore"], { __typename: "CreateStoreSuccess" }>;

/** Where a typed refusal belongs: at its fields, or above the form when it is of none. */
export interface Placed {
  fields: FieldErrors;
  form:
    | {
        message: string;
        hint: string | undefined;
        retryAfterSeconds: number | undefined;
        /** Where to read about it. */
        about: { code: string; url: string } | undefined;
      }
    | undefined;
}

export function placeRefusal(refusal: Refusal): Placed {
  const fields: FieldErrors = {};
  if (refusal.__typename === "InvalidInput") {
    for (const { field, got, allowed } of refusal.violations) {
      const name = fieldName(field);
      if (name) fields[name] ??= `Got ${got === "" ? "nothing" : `“${got}”`}; allowed: ${allowed}.`;
    }
  }
  if (Object.keys(fields).length > 0) return { fields, form: undefined };

  const name = refusal.field?.map(fieldName).findLast((each) => each !== undefined) ?? usualField(refusal);
  if (name) {
    fields[name] = [refusal.message, refusal.hint].filter(Boolean).join(" ");
    return { fields, form: undefined };
  }
  const retryAfterSeconds = "retryAfterSeconds" in refusal ? (refusal.retryAfterSeconds ?? undefined) : undefined;
  const { code, message, hint, docsUrl } = refusal;
  const about = docsUrl ? { code, url: docsUrl } : undefined;
  return { fields, form: { message, hint: hint ?? undefined, retryAfterSeconds, about } };
}

const fieldName = (field: string): FieldName | undefined => {
  const last = field.split(".").at(-1);
  return FIELDS.find((each) => each === last);
};

function usualField(refusal: Refusal): FieldName | undefined {
  switch (refusal.__typename) {
    case "NameTaken":
    case "StoreDeleting":
      return "name";
    case "EngineConflict":
      return "engine";
    case "InvalidInput":
    case "LimitReached":
    case "ClusterUnavailable":
      return undefined;
  }
}
