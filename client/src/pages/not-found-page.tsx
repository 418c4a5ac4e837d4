import { A } from "@solidjs/router";
import { createTitle } from "../components/shell/create-title.ts";

/** No such page, or no such store. */
export default function NotFoundPage(props: { store?: string }) {
  createTitle(() => (props.store ? `${props.store} not found` : "Not found"));
  return (
    <div class="card grid justify-items-center gap-3 px-6 py-14 text-center">
      <p class="font-mono text-xs text-faint">404</p>
      <h1>{props.store ? "No such store" : "No such page"}</h1>
      <p class="max-w-md text-soft">
        {props.store ? (
          <>
            There is no store named <span class="font-mono wrap-anywhere text-ink">{props.store}</span>: it was deleted,
            or never made.
          </>
        ) : (
          "The address leads nowhere in this yard."
        )}
      </p>
      <div class="mt-1 flex flex-wrap justify-center gap-2">
        <A href="/" class="btn">
          All stores
        </A>
        <A href={props.store ? `/new?name=${encodeURIComponent(props.store)}` : "/new"} class="btn btn-primary">
          Create {props.store ? "it" : "a store"}
        </A>
      </div>
    </div>
  );
}
