import { A } from "@solidjs/router";
import { Show } from "solid-js";

/** The way back to the list of stores, or to another, above a page's heading. */
export function Breadcrumb(props: {
  here: string;
  mono?: boolean;
  from?: { href: string; title: string };
  /** The store whose page is in between. */
  within?: string;
}) {
  return (
    <nav aria-label="Breadcrumb" class="text-sm text-faint">
      <A href={props.from?.href ?? "/"} class="link">
        {props.from?.title ?? "Stores"}
      </A>{" "}
      <span aria-hidden="true">/</span>{" "}
      <Show when={props.within}>
        {(store) => (
          <>
            <A href={`/stores/${store()}`} class="link font-mono wrap-anywhere">
              {store()}
            </A>{" "}
            <span aria-hidden="true">/</span>{" "}
          </>
        )}
      </Show>
      <span class={props.mono ? "font-mono wrap-anywhere" : ""} aria-current="page">
        {props.here}
      </span>
    </nav>
  );
}
