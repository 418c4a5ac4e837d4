import { Show } from "solid-js";
import type { CapacityQuery } from "../../generated/graphql.ts";

/** How much of the yard, and of one's own share, is taken. */
export function CapacityMeter(props: { capacity: CapacityQuery["capacity"] }) {
  return (
    <div class="flex flex-wrap items-center gap-x-5 gap-y-2 text-xs text-soft">
      <Show when={props.capacity.limit}>
        {(limit) => <Meter name="Yard" used={props.capacity.used} limit={limit()} />}
      </Show>
      <Meter name="Yours" used={props.capacity.ownUsed} limit={props.capacity.ownLimit} />
      <span>
        {props.capacity.provisioning} of {props.capacity.maxConcurrentProvisions} slots busy
        <Show when={props.capacity.queued > 0}>, {props.capacity.queued} waiting</Show>
      </span>
    </div>
  );
}

function Meter(props: { name: string; used: number; limit: number }) {
  const full = () => props.used >= props.limit;
  return (
    <span class="flex items-center gap-2">
      <span>{props.name}</span>
      <meter class="sr-only" aria-label={`${props.name}: stores used`} min={0} max={props.limit} value={props.used} />
      <span class="relative h-1.5 w-20 overflow-hidden rounded-full bg-line" aria-hidden="true">
        <span
          class={`absolute inset-y-0 left-0 rounded-full ${full() ? "bg-bad" : "bg-accent"}`}
          style={{ width: `${Math.min(100, (100 * props.used) / Math.max(1, props.limit))}%` }}
        />
      </span>
      <span class={full() ? "font-medium text-bad" : "text-ink"}>
        {props.used}/{props.limit}
        <Show when={full()}> full</Show>
      </span>
    </span>
  );
}
