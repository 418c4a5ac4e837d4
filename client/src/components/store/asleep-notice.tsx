import Moon from "lucide-solid/icons/moon";
import { Notice } from "../status/notice.tsx";
import { formatDuration } from "../time/format-duration.ts";

/** What sleep means, and how long waking took last time. */
export function AsleepNotice(props: { wakingMs: number | undefined }) {
  return (
    <Notice tone="info" icon={<Moon class="size-4" />}>
      <span class="font-medium text-ink">Asleep: </span>
      no pods run and nobody can reach the shop; its data is kept. <span data-waking>{wakingWord(props.wakingMs)}</span>
    </Notice>
  );
}

/** An honest word on how long waking takes. */
export const wakingWord = (ms: number | undefined): string =>
  ms === undefined
    ? "This store was not woken before, so how long that takes is not known."
    : `Waking it took ${formatDuration(ms)} last time.`;
