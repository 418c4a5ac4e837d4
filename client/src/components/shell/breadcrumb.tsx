import { A } from "@solidjs/router";

/** The way back to the list, above a page's heading. */
export function Breadcrumb(props: { here: string; mono?: boolean }) {
  return (
    <nav aria-label="Breadcrumb" class="text-sm text-faint">
      <A href="/" class="link">
        Stores
      </A>{" "}
      <span aria-hidden="true">/</span>{" "}
      <span class={props.mono ? "font-mono wrap-anywhere" : ""} aria-current="page">
        {props.here}
      </span>
    </nav>
  );
}
