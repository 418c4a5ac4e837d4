import { lazy, Match, Suspense, Switch } from "solid-js";
import { runsOf } from "../components/store/release-label.ts";
import type { StoreDetailFragment } from "../generated/graphql.ts";
import { createDelete, createRollback, createSuspend } from "./create-store-actions.ts";

const DeleteDialog = lazy(() => import("../components/store/delete-dialog.tsx"));
const SleepDialog = lazy(() => import("../components/store/sleep-dialog.tsx"));
const RollbackDialog = lazy(() => import("../components/store/rollback-dialog.tsx"));

type HistoryEntry = StoreDetailFragment["history"][number];

/** What is asked before it is done. */
export type StoreDialog = { ask: "delete" | "sleep" } | { ask: "rollback"; entry: HistoryEntry };

/** The dialog that is open, and what it does once it is confirmed; it closes when the server has accepted that. */
export function StoreDialogs(props: {
  store: StoreDetailFragment;
  dialog: StoreDialog | undefined;
  /** Milliseconds that the last waking took. */
  wakingMs: number | undefined;
  onClose: () => void;
}) {
  const { id } = props.store;
  const close = () => {
    props.onClose();
    for (const action of [remove, suspend, rollback]) action.reset();
  };
  const remove = createDelete(id, close);
  const suspend = createSuspend(id, close);
  const rollback = createRollback(id, close);
  const asked = (what: StoreDialog["ask"]) => props.dialog?.ask === what;
  const entry = () => (props.dialog?.ask === "rollback" ? props.dialog.entry : undefined);

  return (
    <Suspense>
      <Switch>
        <Match when={asked("delete")}>
          <DeleteDialog
            name={props.store.name}
            namespace={props.store.namespace ?? undefined}
            open
            busy={remove.busy()}
            refusal={remove.refusal()}
            onOpenChange={(open) => open || close()}
            onConfirm={(name) => void remove.run(name)}
          />
        </Match>
        <Match when={asked("sleep")}>
          <SleepDialog
            name={props.store.name}
            wakingMs={props.wakingMs}
            open
            busy={suspend.busy()}
            refusal={suspend.refusal()}
            onOpenChange={(open) => open || close()}
            onConfirm={() => void suspend.run()}
          />
        </Match>
        <Match when={entry()}>
          {(target) => (
            <RollbackDialog
              name={props.store.name}
              revision={target().revision ?? 0}
              target={target()}
              present={runsOf(props.store)}
              open
              busy={rollback.busy()}
              refusal={rollback.refusal()}
              onOpenChange={(open) => open || close()}
              onConfirm={() => void rollback.run(target().revision ?? 0)}
            />
          )}
        </Match>
      </Switch>
    </Suspense>
  );
}
