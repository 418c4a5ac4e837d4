/** The catalogue of what the GraphQL API refuses, by code: the name of the result's type. */

interface RefusalKind {
  title: string;
  /** When it comes. */
  meaning: string;
  /** What a person can do. */
  hint: string;
  /** Fields the type has besides those of `DomainError`; none where empty. */
  fields: string;
}

export const REFUSALS = {
  InvalidInput: {
    title: "A field is not allowed",
    meaning: "A field breaks a rule, or names an engine or version that is not offered. All violations come at once.",
    hint: "Correct the fields listed in violations.",
    fields: "violations { field got allowed }",
  },
  EngineConflict: {
    title: "The store exists and runs another engine",
    meaning: "An engine cannot be changed, since the data is the engine's.",
    hint: "Choose another name, or delete the store first.",
    fields: "actualEngine",
  },
  NameTaken: {
    title: "The name is taken",
    meaning: "It belongs to somebody else's store. No details are given.",
    hint: "Choose another name.",
    fields: "",
  },
  StoreDeleting: {
    title: "The store is being deleted",
    meaning: "Nothing can be done with it any more, and its name is free only when all of it is gone.",
    hint: "Wait until it is gone, then create it again; or choose another name.",
    fields: "",
  },
  StoreNotFound: {
    title: "There is no such store",
    meaning: "No store has this id: it was deleted, or made anew under the same name, which has another id.",
    hint: "Reload the list of stores.",
    fields: "",
  },
  NotRetryable: {
    title: "There is nothing to retry",
    meaning: "The store is neither Failed nor Degraded nor backing off, and was not rolled back.",
    hint: "Wait for it; a change of the spec is taken by itself.",
    fields: "",
  },
  NoSuchRevision: {
    title: "There is no such release to go back to",
    meaning: "A rollback names a revision that the store's history does not keep.",
    hint: "Choose one of the revisions in known.",
    fields: "known",
  },
  LimitReached: {
    title: "A limit is reached",
    meaning: "The cap on all stores, the cap of one address, or the create rate.",
    hint: "Delete a store, or wait for as long as retryAfterSeconds says.",
    fields: "kind limit used retryAfterSeconds",
  },
  ClusterUnavailable: {
    title: "The cluster does not answer",
    meaning: "The Kubernetes API did not answer, or its quota has not been counted yet.",
    hint: "Try again after retryAfterSeconds.",
    fields: "retryAfterSeconds",
  },
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof REFUSALS;
