import { createSignal, For, Show } from "solid-js";
import { Dialog } from "../shell/dialog.tsx";

/** Deleting asks for the name, after saying what goes. */
export default function DeleteDialog(props: {
  name: string;
  namespace: string | undefined;
  open: boolean;
  busy: boolean;
  refusal: string | undefined;
  onOpenChange: (open: boolean) => void;
  onConfirm: (name: string) => void;
}) {
  const [typed, setTyped] = createSignal("");
  const matches = () => typed().trim() === props.name;
  const losses = () => [
    `The namespace ${props.namespace ?? `of ${props.name}`} and everything in it`,
    "Its volumes: uploads, media, files",
    "Its database: products, orders, customers",
    "Its credentials",
  ];
  return (
    <Dialog title={`Delete ${props.name}?`} open={props.open} onOpenChange={props.onOpenChange}>
      <form
        class="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (matches() && !props.busy) props.onConfirm(typed().trim());
        }}
      >
        <div>
          <p class="text-soft">This cannot be undone. It removes:</p>
          <ul class="mt-1 list-disc pl-5 wrap-anywhere text-soft">
            <For each={losses()}>{(loss) => <li>{loss}</li>}</For>
          </ul>
        </div>
        <div class="grid gap-1.5">
          <label for="delete-name" class="label wrap-anywhere">
            Type <span class="font-mono">{props.name}</span> to confirm
          </label>
          <input
            id="delete-name"
            class="field font-mono"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={typed()}
            aria-invalid={props.refusal ? "true" : undefined}
            aria-describedby={props.refusal ? "delete-refusal" : undefined}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <Show when={props.refusal}>
            {(text) => (
              <p id="delete-refusal" role="alert" class="text-sm wrap-anywhere text-bad">
                {text()}
              </p>
            )}
          </Show>
        </div>
        <div class="flex flex-wrap justify-end gap-2">
          <button type="button" class="btn" onClick={() => props.onOpenChange(false)}>
            Keep the store
          </button>
          <button type="submit" class="btn btn-danger" disabled={!matches() || props.busy}>
            {props.busy ? "Deleting" : "Delete the store"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
