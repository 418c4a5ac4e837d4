import { A } from "@solidjs/router";
import { For } from "solid-js";
import type { ErrorCodesQuery } from "../../generated/graphql.ts";

export type CatalogueEntry = ErrorCodesQuery["errorCodes"][number];

/** One kind of codes, each a link to its page. */
export function ErrorTable(props: { title: string; about: string; entries: readonly CatalogueEntry[] }) {
  return (
    <section class="grid grid-cols-1 gap-2">
      <h2>{props.title}</h2>
      <p class="max-w-2xl text-sm text-soft">{props.about}</p>
      <ul class="card divide-y divide-line">
        <For each={props.entries}>
          {({ code, title }) => (
            <li class="grid gap-x-4 px-4 py-2 sm:grid-cols-[14rem_minmax(0,1fr)]">
              <A href={`/errors/${code}`} class="link justify-self-start font-mono text-sm">
                {code}
              </A>
              <span class="text-soft">{title}</span>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
