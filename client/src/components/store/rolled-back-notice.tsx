import { A } from "@solidjs/router";
import Undo from "lucide-solid/icons/undo-2";
import { Show } from "solid-js";
import { Notice } from "../status/notice.tsx";
import { differenceLabel, type ReleaseChoice } from "./release-label.ts";

/** An upgrade that was taken back: what did not come up, what serves, and how to settle it. */
export function RolledBackNotice(props: {
  rejected: ReleaseChoice;
  stable: ReleaseChoice | undefined;
  /** The way back is still under way. */
  goingBack: boolean;
  changeHref: string;
  /** Makes the spec say what serves; undefined where that is not possible. */
  onKeep: (() => void) | undefined;
  keeping: boolean;
  refusal: string | undefined;
}) {
  const failed = () => differenceLabel(props.rejected, props.stable) ?? "The change";
  const serves = () =>
    props.stable ? (differenceLabel(props.stable, props.rejected) ?? props.stable.appVersion) : "the earlier release";
  return (
    <Notice tone="warn" role="status" icon={<Undo class="size-4" />}>
      <p class="font-medium" data-rolled-back>
        {failed()} did not come up{" "}
        {props.goingBack ? `and is being taken back to ${serves()}` : `and was taken back; ${serves()} serves`}.
      </p>
      <Show when={!props.goingBack}>
        <p class="text-soft">It is not tried again until the store is changed or a retry is asked for.</p>
      </Show>
      <Show when={props.refusal}>
        {(text) => (
          <p role="alert" class="text-bad">
            {text()}
          </p>
        )}
      </Show>
      <Show when={!props.goingBack}>
        <div class="mt-2 flex flex-wrap gap-2">
          <Show when={props.onKeep}>
            {(keep) => (
              <button type="button" class="btn" disabled={props.keeping} onClick={() => keep()()}>
                {props.keeping ? "Keeping" : "Keep"} {serves()}
              </button>
            )}
          </Show>
          <A class="btn" href={props.changeHref}>
            Choose another
          </A>
        </div>
      </Show>
    </Notice>
  );
}
