import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";

/** The present moment in milliseconds, renewed every `everyMs` while `active` holds. */
export function createNow(everyMs: number, active: Accessor<boolean> = () => true): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  createEffect(() => {
    if (!active()) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    onCleanup(() => clearInterval(timer));
  });
  return now;
}
