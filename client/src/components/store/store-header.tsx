import { type JSX, Show } from "solid-js";
import type { StorePhase } from "../../generated/graphql.ts";
import { Breadcrumb } from "../shell/breadcrumb.tsx";
import { PhaseBadge } from "../status/phase-badge.tsx";
import { phaseLabel } from "../status/phase-label.ts";

/** Which store this is and how it stands. */
export function StoreHeader(props: {
  name: string;
  displayName: string;
  phase: StorePhase;
  message: string | undefined;
  actions: JSX.Element;
}) {
  return (
    <header class="grid gap-2">
      <Breadcrumb here={props.name} mono />
      <div class="flex flex-wrap items-center justify-between gap-3">
        <div class="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 class="min-w-0 wrap-anywhere">{props.displayName}</h1>
          <span data-phase={phaseLabel(props.phase)} data-store-phase>
            <PhaseBadge phase={props.phase} large />
          </span>
        </div>
        {props.actions}
      </div>
      <Show when={props.message}>{(message) => <p class="wrap-anywhere text-soft">{message()}</p>}</Show>
    </header>
  );
}
