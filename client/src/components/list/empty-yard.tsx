import { A } from "@solidjs/router";
import Plus from "lucide-solid/icons/plus";

/** No store yet: what would be here, and how to get it. */
export function EmptyYard() {
  return (
    <div class="card grid justify-items-center gap-3 px-6 py-14 text-center">
      <svg viewBox="0 0 96 56" class="h-14 text-edge" aria-hidden="true">
        <g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
          <path d="M4 52h88" />
          <path d="M12 52V30h24v22M8 30l3-9h26l3 9" stroke-dasharray="3 4" />
          <path d="M56 52V22h28v30M52 22l4-11h28l4 11" stroke-dasharray="3 4" />
        </g>
      </svg>
      <h2>The yard is empty</h2>
      <p class="max-w-md text-soft">
        A store is an online shop in a namespace of its own. Choose an engine and a name, and watch it being built.
      </p>
      <A href="/new" class="btn btn-primary mt-1">
        <Plus class="size-4" aria-hidden="true" />
        Create the first store
      </A>
    </div>
  );
}
