import Search from "lucide-solid/icons/search";
import { For, Show } from "solid-js";
import type { StorePhase } from "../../generated/graphql.ts";
import { PHASES, phaseLabel } from "../status/phase-label.ts";
import { type Selection, SORTS, type SortKey } from "./select-stores.ts";

/** Search, filters and order; every change is a change of the URL, made by the caller. */
export function ListToolbar(props: {
  selection: Selection;
  counts: Partial<Record<StorePhase, number>>;
  engines: readonly { name: string; title: string }[];
  onChange: (change: Partial<Selection>) => void;
}) {
  const toggle = (phase: StorePhase) => {
    const chosen = props.selection.phases;
    props.onChange({
      phases: chosen.includes(phase) ? chosen.filter((each) => each !== phase) : [...chosen, phase],
    });
  };
  const shown = () => PHASES.filter((phase) => props.counts[phase] || props.selection.phases.includes(phase));
  return (
    <search class="grid gap-3" aria-label="Stores">
      <div class="flex flex-wrap gap-2">
        <div class="relative min-w-48 flex-1 basis-full sm:basis-auto">
          <Search class="pointer-events-none absolute top-2.5 left-3 size-4 text-faint" aria-hidden="true" />
          <input
            id="store-search"
            type="search"
            class="field pl-9"
            placeholder="Search by name or address"
            aria-label="Search the stores"
            aria-keyshortcuts="/"
            value={props.selection.search}
            onInput={(event) => props.onChange({ search: event.currentTarget.value })}
          />
        </div>
        <select
          class="field w-auto flex-1 sm:flex-none"
          aria-label="Engine"
          value={props.selection.engine ?? ""}
          onChange={(event) => props.onChange({ engine: event.currentTarget.value || undefined })}
        >
          <option value="">All engines</option>
          <For each={props.engines}>
            {(engine) => (
              <option value={engine.name} selected={engine.name === props.selection.engine}>
                {engine.title}
              </option>
            )}
          </For>
        </select>
        <select
          class="field w-auto flex-1 sm:flex-none"
          aria-label="Order"
          value={props.selection.sort}
          onChange={(event) => props.onChange({ sort: event.currentTarget.value as SortKey })}
        >
          <For each={Object.entries(SORTS)}>
            {([key, label]) => (
              <option value={key} selected={key === props.selection.sort}>
                {label}
              </option>
            )}
          </For>
        </select>
      </div>
      <Show when={shown().length > 1 || props.selection.phases.length > 0}>
        <fieldset class="flex flex-wrap gap-1.5" aria-label="Phases">
          <For each={shown()}>
            {(phase) => (
              <button
                type="button"
                aria-pressed={props.selection.phases.includes(phase)}
                class="inline-flex min-h-7 items-center gap-1.5 rounded-full border border-line bg-surface px-2.5 text-xs text-soft hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-accent-wash aria-pressed:font-medium aria-pressed:text-accent"
                onClick={() => toggle(phase)}
              >
                {phaseLabel(phase)}
                <span class="font-mono">{props.counts[phase] ?? 0}</span>
              </button>
            )}
          </For>
        </fieldset>
      </Show>
    </search>
  );
}
