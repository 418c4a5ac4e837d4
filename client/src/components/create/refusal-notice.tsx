import TimerReset from "lucide-solid/icons/timer-reset";
import { Show } from "solid-js";
import { AboutLink } from "../errors/about-link.tsx";
import { Notice } from "../status/notice.tsx";
import { createNow } from "../time/create-now.ts";
import { secondsUntil } from "../time/format-duration.ts";
import type { Refused } from "./form-model.ts";

/** Why nothing was created, what to do, and when to try again. */
export function RefusalNotice(props: { refused: Refused }) {
  const now = createNow(500, () => props.refused.until !== undefined);
  return (
    <Notice tone="bad" role="alert" icon={<TimerReset class="size-4" />}>
      <p class="font-medium">{props.refused.message}</p>
      <p class="text-soft">
        {props.refused.hint}{" "}
        <Show when={props.refused.about}>{(about) => <AboutLink code={about().code} url={about().url} />}</Show>
      </p>
      <Show when={props.refused.until}>
        {(until) => (
          <p class="text-soft">
            {secondsUntil(until(), now()) > 0
              ? `Try again in ${secondsUntil(until(), now())} s.`
              : "You can try again now."}
          </p>
        )}
      </Show>
    </Notice>
  );
}
