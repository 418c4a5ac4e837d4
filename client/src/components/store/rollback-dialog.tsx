import { Show } from "solid-js";
import { Dialog } from "../shell/dialog.tsx";
import { type ReleaseChoice, releaseLabel } from "./release-label.ts";

/** Before a shop goes back: what changes and what does not. */
export default function RollbackDialog(props: {
  name: string;
  revision: number;
  target: ReleaseChoice;
  present: ReleaseChoice;
  open: boolean;
  busy: boolean;
  refusal: string | undefined;
  onOpenChange: (open: boolean) => void;
  onConfirm: () => void;
}) {
  return (
    <Dialog
      title={`Roll ${props.name} back to revision ${props.revision}?`}
      open={props.open}
      onOpenChange={props.onOpenChange}
    >
      <div class="grid gap-4">
        <p class="text-soft">
          It runs <span class="text-ink">{releaseLabel(props.present)}</span> and is rolled out anew as{" "}
          <span class="text-ink">{releaseLabel(props.target)}</span>. Products, orders and files stay as they are now.
        </p>
        <Show when={props.target.appVersion !== props.present.appVersion}>
          <p class="text-sm text-warn">
            {props.present.appVersion} may have changed the shop's data in a way that {props.target.appVersion} cannot
            read. Make a copy of the data first.
          </p>
        </Show>
        <Show when={props.refusal}>
          {(text) => (
            <p role="alert" class="text-sm wrap-anywhere text-bad">
              {text()}
            </p>
          )}
        </Show>
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn" onClick={() => props.onOpenChange(false)}>
            Leave it as it is
          </button>
          <button type="button" class="btn btn-primary" disabled={props.busy} onClick={() => props.onConfirm()}>
            {props.busy ? "Rolling back" : "Roll back"}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
