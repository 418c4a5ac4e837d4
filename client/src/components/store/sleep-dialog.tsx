import { Show } from "solid-js";
import { Dialog } from "../shell/dialog.tsx";
import { wakingWord } from "./asleep-notice.tsx";

/** Before a shop is closed: what that means for its customers. */
export default function SleepDialog(props: {
  name: string;
  wakingMs: number | undefined;
  open: boolean;
  busy: boolean;
  refusal: string | undefined;
  onOpenChange: (open: boolean) => void;
  onConfirm: () => void;
}) {
  return (
    <Dialog title={`Put ${props.name} to sleep?`} open={props.open} onOpenChange={props.onOpenChange}>
      <div class="grid gap-4">
        <p class="text-soft">
          Its pods end: customers find no shop until somebody wakes it. Products, orders, files and credentials are
          kept. {wakingWord(props.wakingMs)}
        </p>
        <Show when={props.refusal}>
          {(text) => (
            <p role="alert" class="text-sm wrap-anywhere text-bad">
              {text()}
            </p>
          )}
        </Show>
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn" onClick={() => props.onOpenChange(false)}>
            Keep it awake
          </button>
          <button type="button" class="btn btn-primary" disabled={props.busy} onClick={() => props.onConfirm()}>
            {props.busy ? "Putting to sleep" : "Put to sleep"}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
