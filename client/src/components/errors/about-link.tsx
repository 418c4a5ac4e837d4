import { A } from "@solidjs/router";
import ExternalLink from "lucide-solid/icons/external-link";
import { Show } from "solid-js";

/** To what a code means: a page of this dashboard where `url` is a path, else somewhere else. */
export function AboutLink(props: { code: string; url: string }) {
  return (
    <Show
      when={props.url.startsWith("/")}
      fallback={
        <a class="link whitespace-nowrap" href={props.url} target="_blank" rel="noreferrer">
          About {props.code}
          <ExternalLink class="ml-1 inline size-3.5 align-[-2px]" aria-hidden="true" />
          <span class="sr-only"> (new tab)</span>
        </a>
      }
    >
      <A class="link whitespace-nowrap" href={props.url}>
        About {props.code}
      </A>
    </Show>
  );
}
