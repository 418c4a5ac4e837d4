import ExternalLink from "lucide-solid/icons/external-link";
import { Show } from "solid-js";
import { CopyButton } from "../shell/copy-button.tsx";

/** Where something answers, to be copied; a link once it does. */
export function Address(props: { url: string; name: string; answers: boolean }) {
  return (
    <span class="flex items-center gap-1">
      <Show
        when={props.answers}
        fallback={<span class="min-w-0 truncate text-soft">{props.url.replace(/^https?:\/\//, "")}</span>}
      >
        <a class="link relative min-w-0 truncate" href={props.url} target="_blank" rel="noreferrer">
          {props.url.replace(/^https?:\/\//, "")}
          <ExternalLink class="ml-1 inline size-3.5 align-[-2px]" aria-hidden="true" />
          <span class="sr-only"> (new tab)</span>
        </a>
      </Show>
      <CopyButton text={props.url} label={props.name} />
    </span>
  );
}
