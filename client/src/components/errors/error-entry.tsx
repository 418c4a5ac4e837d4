import { Show } from "solid-js";
import { Breadcrumb } from "../shell/breadcrumb.tsx";
import { Fact } from "../store/fact.tsx";
import type { CatalogueEntry } from "./error-table.tsx";
import { MarkedText } from "./marked-text.tsx";

/** What one code means and what to do. */
export function ErrorEntry(props: { entry: CatalogueEntry }) {
  return (
    <article class="grid grid-cols-1 gap-4">
      <div class="grid gap-1">
        <Breadcrumb here={props.entry.code} mono from={{ href: "/errors", title: "Errors" }} />
        <h1>{props.entry.title}</h1>
        <p class="max-w-2xl text-soft">
          <MarkedText text={props.entry.meaning} />
        </p>
      </div>
      <dl class="card grid max-w-2xl gap-4 px-4 py-3.5">
        <Fact name="What to do">
          <MarkedText text={props.entry.hint} />
        </Fact>
        <Show when={props.entry.evidence}>
          {(evidence) => (
            <Fact name="Evidence that a store shows">
              <MarkedText text={evidence()} />
            </Fact>
          )}
        </Show>
        <Show when={props.entry.retryable !== null}>
          <Fact name="Tried again by itself">
            {props.entry.retryable
              ? "Yes, a few times and within a deadline. Then a new store is Failed, and a change of one that was Ready is taken back."
              : "No: as it is, trying again gives the same."}
          </Fact>
        </Show>
      </dl>
    </article>
  );
}
