import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import { Match, Show, Switch } from "solid-js";
import type { NameCheckView } from "./form-model.ts";

/** What the server says of the name while it is typed, and where the store would answer. */
export function NameVerdict(props: { check: NameCheckView; url: string | undefined }) {
  const verdict = () => {
    const { result } = props.check;
    return result && (result.available ? "available" : "refused");
  };
  return (
    <span class="grid gap-0.5">
      <span aria-live="polite" data-name-check={verdict() ?? ""}>
        <Switch fallback={<>Lower-case letters, digits, dashes. Permanent.</>}>
          <Match when={props.check.checking}>Looking whether it is free…</Match>
          <Match when={verdict() === "available"}>
            <span class="text-ok">
              <CircleCheck class="mr-1 inline size-3.5 align-[-2px]" aria-hidden="true" />
              {props.check.result?.message}
            </span>
          </Match>
          <Match when={verdict() === "refused"}>
            <span class="text-bad">
              <CircleX class="mr-1 inline size-3.5 align-[-2px]" aria-hidden="true" />
              {props.check.result?.message}
            </span>
          </Match>
        </Switch>
      </span>
      <Show when={verdict() !== "refused" && props.url}>
        {(url) => (
          <span>
            Will answer at <span class="font-mono break-all text-soft">{url()}</span>
          </span>
        )}
      </Show>
    </span>
  );
}
