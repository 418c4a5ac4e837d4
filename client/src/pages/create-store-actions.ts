import { type Accessor, createEffect, createSignal, on } from "solid-js";
import {
  DeleteStoreDocument,
  ResumeStoreDocument,
  RetryStoreDocument,
  RollbackStoreDocument,
  SuspendStoreDocument,
} from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import { type Action, createAction } from "./create-action.ts";

/** Asks for one more round; busy until `progress` changes, which it does once the operator has taken it up. */
export function createRetry(id: string, progress: Accessor<unknown>): Action<[]> {
  const live = useLive();
  const [waiting, setWaiting] = createSignal(false);
  createEffect(on(progress, () => setWaiting(false), { defer: true }));
  const action = createAction(() =>
    live.request(RetryStoreDocument, { input: { id } }).then((data) => data.retryStore),
  );
  return {
    ...action,
    busy: waiting,
    async run() {
      // Before the answer: the store may show it sooner.
      setWaiting(true);
      await action.run();
      if (action.refusal()) setWaiting(false);
    },
  };
}

/** Deletes after the name was typed. `done` runs once the server has accepted it. */
export function createDelete(id: string, done: () => void): Action<[confirmName: string]> {
  const live = useLive();
  return createAction(
    (confirmName) => live.request(DeleteStoreDocument, { input: { id, confirmName } }).then((data) => data.deleteStore),
    done,
  );
}

/** Puts a store to sleep. */
export function createSuspend(id: string, done: () => void): Action<[]> {
  const live = useLive();
  return createAction(
    () => live.request(SuspendStoreDocument, { input: { id } }).then((data) => data.suspendStore),
    done,
  );
}

/** Wakes a store. */
export function createResume(id: string): Action<[]> {
  const live = useLive();
  return createAction(() => live.request(ResumeStoreDocument, { input: { id } }).then((data) => data.resumeStore));
}

/** Goes back to a release that was Ready. */
export function createRollback(id: string, done: () => void): Action<[revision: number]> {
  const live = useLive();
  return createAction(
    (revision) => live.request(RollbackStoreDocument, { input: { id, revision } }).then((data) => data.rollbackStore),
    done,
  );
}
