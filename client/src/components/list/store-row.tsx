import { A } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import type { StoreRowFragment } from "../../generated/graphql.ts";
import { PhaseBadge } from "../status/phase-badge.tsx";
import { sizeLabel } from "../status/phase-label.ts";
import { formatAge, secondsUntil } from "../time/format-duration.ts";
import { ProgressDots } from "./progress-dots.tsx";

export const ROW_GRID =
  "md:grid md:grid-cols-[minmax(0,1.5fr)_8.5rem_minmax(0,1fr)_minmax(0,1.7fr)_3.5rem] md:items-center md:gap-x-4";

/** One store; the whole row leads to its page. */
export function StoreRow(props: { store: StoreRowFragment; now: number }) {
  const age = () => formatAge(props.now - Date.parse(props.store.createdAt));
  return (
    <li
      data-store={props.store.name}
      data-phase={props.store.phase}
      class={`relative px-4 py-3 transition-colors hover:bg-sunken/60 has-[a[data-row]:focus-visible]:bg-sunken md:py-2 ${ROW_GRID}`}
    >
      <div class="flex min-w-0 items-start justify-between gap-3 md:block">
        <div class="min-w-0">
          <A
            href={`/stores/${props.store.name}`}
            data-row
            class="block truncate font-medium after:absolute after:inset-0 after:rounded-lg"
          >
            {props.store.displayName}
          </A>
          <Show when={props.store.displayName !== props.store.name}>
            <span class="block truncate font-mono text-xs text-faint">{props.store.name}</span>
          </Show>
        </div>
        <span class="md:hidden">
          <PhaseBadge phase={props.store.phase} />
        </span>
      </div>
      <div class="hidden md:block">
        <PhaseBadge phase={props.store.phase} />
      </div>
      <div class="mt-1.5 flex min-w-0 gap-2 text-sm md:mt-0 md:block">
        <span class="block truncate">{props.store.engine.title}</span>
        <span class="block truncate text-soft md:text-xs md:text-faint">
          {[props.store.engineVersion, sizeLabel(props.store.size)].filter(Boolean).join(" · ")}
        </span>
        <span class="ml-auto text-faint md:hidden">
          <span class="sr-only">Age </span>
          {age()}
        </span>
      </div>
      <div class="mt-1 min-w-0 text-sm text-soft md:mt-0">
        <Hint store={props.store} now={props.now} />
      </div>
      <div class="hidden text-right text-sm text-soft md:block">
        <span class="sr-only">Age </span>
        {age()}
      </div>
    </li>
  );
}

/** What a person wants to know next: the address once it sells, else what it waits for. */
function Hint(props: { store: StoreRowFragment; now: number }) {
  const backingOff = () => {
    const at = props.store.retryAt ? Date.parse(props.store.retryAt) : 0;
    return at > props.now ? secondsUntil(at, props.now) : undefined;
  };
  return (
    <Switch fallback={<span class="line-clamp-2">{props.store.message}</span>}>
      <Match when={props.store.phase === "READY" && props.store.url}>
        {(url) => (
          <a
            class="link relative z-10 inline-block max-w-full truncate align-bottom"
            href={url()}
            target="_blank"
            rel="noreferrer"
          >
            {url().replace(/^https?:\/\//, "")}
            <span class="sr-only"> (new tab)</span>
          </a>
        )}
      </Match>
      <Match when={backingOff()}>
        {(seconds) => (
          <span class="text-warn">
            Attempt {props.store.attempts} failed; tried again in {seconds()} s
          </span>
        )}
      </Match>
      <Match when={props.store.phase === "PENDING"}>
        <Show when={props.store.queuePosition} fallback="Waiting for a slot">
          {(place) => <>Waiting for a slot, place {place()}</>}
        </Show>
      </Match>
      <Match when={props.store.phase === "PROVISIONING" || props.store.phase === "UPGRADING"}>
        <span class="flex items-center gap-2.5">
          <ProgressDots conditions={props.store.conditions} />
          <span class="truncate">{props.store.message}</span>
        </span>
      </Match>
    </Switch>
  );
}
