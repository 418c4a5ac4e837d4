import Check from "lucide-solid/icons/check";
import Copy from "lucide-solid/icons/copy";
import { createSignal, onCleanup, Show } from "solid-js";

/** Copies `text`; `label` says what it is, e.g. "the command". */
export function CopyButton(props: { text: string; label: string }) {
  const [state, setState] = createSignal<"idle" | "copied" | "refused">("idle");
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setState("copied");
    } catch {
      setState("refused");
    }
    clearTimeout(timer);
    timer = setTimeout(() => setState("idle"), 2_000);
  };
  return (
    <span class="shrink-0">
      <button type="button" class="btn btn-quiet size-8 min-h-8 px-0" aria-label={`Copy ${props.label}`} onClick={copy}>
        <Show when={state() === "copied"} fallback={<Copy class="size-3.5" aria-hidden="true" />}>
          <Check class="size-3.5 text-ok" aria-hidden="true" />
        </Show>
      </button>
      <span class="sr-only" role="status">
        {state() === "copied" ? "Copied" : state() === "refused" ? "The browser refused to copy" : ""}
      </span>
    </span>
  );
}
