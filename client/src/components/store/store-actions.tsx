import { A } from "@solidjs/router";
import Moon from "lucide-solid/icons/moon";
import SlidersHorizontal from "lucide-solid/icons/sliders-horizontal";
import Sun from "lucide-solid/icons/sun";
import Trash from "lucide-solid/icons/trash";
import { createEffect, Show } from "solid-js";
import { keepFocus } from "../shell/keep-focus.ts";

/** What can be done with a store as a whole. */
export function StoreActions(props: {
  deleting: boolean;
  /** It is asked to be asleep. */
  suspended: boolean;
  changeHref: string;
  waking: boolean;
  onSleep: () => void;
  onWake: () => void;
  onDelete: () => void;
}) {
  createEffect(() => {
    if (props.deleting) keepFocus();
  });
  return (
    <div class="flex flex-wrap items-center gap-2">
      <Show when={!props.deleting}>
        <A class="btn" href={props.changeHref} aria-keyshortcuts="c">
          <SlidersHorizontal class="size-4" aria-hidden="true" />
          Change
        </A>
        <button
          type="button"
          class={`btn ${props.suspended ? "btn-primary" : ""}`}
          disabled={props.waking}
          onClick={() => (props.suspended ? props.onWake() : props.onSleep())}
        >
          <Show when={props.suspended} fallback={<Moon class="size-4" aria-hidden="true" />}>
            <Sun class="size-4" aria-hidden="true" />
          </Show>
          {props.suspended ? "Wake" : "Put to sleep"}
        </button>
      </Show>
      <button type="button" class="btn" disabled={props.deleting} onClick={() => props.onDelete()}>
        <Trash class="size-4" aria-hidden="true" />
        {props.deleting ? "Deleting" : "Delete"}
      </button>
    </div>
  );
}
