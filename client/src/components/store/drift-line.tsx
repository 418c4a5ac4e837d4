import type { StoreDetailFragment } from "../../generated/graphql.ts";

/** What was changed by hand and put back: worth knowing, no reason to worry. */
export function DriftLine(props: { drift: NonNullable<StoreDetailFragment["drift"]> }) {
  const many = () => props.drift.count !== 1;
  return (
    <p class="text-xs wrap-anywhere text-faint" data-drift>
      {props.drift.count} {many() ? "objects were" : "object was"} changed by hand and put back, last on{" "}
      <time datetime={props.drift.time}>{new Date(props.drift.time).toLocaleString()}</time>
      {props.drift.objects.length > 0 ? `: ${props.drift.objects.join(", ")}.` : "."}
    </p>
  );
}
