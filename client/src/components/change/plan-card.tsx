import { Match, Show, Switch } from "solid-js";
import type { PlanState } from "./plan-model.ts";
import { planSummary } from "./plan-summary.ts";
import { PlannedChanges } from "./planned-changes.tsx";

/** What would change, before anything does. */
export function PlanCard(props: { state: PlanState; onAsk: () => void }) {
  const answered = () => (props.state.kind === "answered" ? props.state.plan : undefined);
  const plan = () => (answered()?.error ? undefined : answered());
  const trouble = () => answered()?.error ?? (props.state.kind === "refused" ? props.state.message : undefined);
  const late = () => props.state.kind === "asking" && props.state.late;
  return (
    <section class="card grid gap-2 p-4" aria-labelledby="plan-title" data-plan={props.state.kind}>
      <h2 id="plan-title">What would change</h2>
      <div role="status" class="grid justify-items-start gap-2 text-sm">
        <Switch fallback={<p class="text-faint">Choose another size or version, and it is said here.</p>}>
          <Match when={trouble()}>
            {(text) => (
              <>
                <p class="wrap-anywhere text-bad">It could not be worked out: {text()}</p>
                <AskAgain onAsk={props.onAsk} />
              </>
            )}
          </Match>
          <Match when={late()}>
            <p class="text-warn">
              No answer yet: the operator may be busy or away. The store can be changed without knowing.
            </p>
            <AskAgain onAsk={props.onAsk} />
          </Match>
          <Match when={props.state.kind === "asking"}>
            <p class="animate-breathe text-faint">Asking the operator…</p>
          </Match>
          <Match when={plan()}>{(answer) => <p>{planSummary(answer())}</p>}</Match>
        </Switch>
      </div>
      <Show when={plan()}>{(answer) => <PlannedChanges changes={answer().changes} />}</Show>
    </section>
  );
}

function AskAgain(props: { onAsk: () => void }) {
  return (
    <button type="button" class="btn" onClick={() => props.onAsk()}>
      Ask again
    </button>
  );
}
