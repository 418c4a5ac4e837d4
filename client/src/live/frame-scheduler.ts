/** Runs `fn` once, before the next paint; returns what cancels it. */
export type RequestFrame = (fn: () => void) => () => void;

/** Hidden tabs paint nothing, so they would never apply anything: half a second is enough there. */
const HIDDEN_MS = 500;

export const requestFrame: RequestFrame = (fn) => {
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, HIDDEN_MS);
  function run() {
    cancel();
    fn();
  }
  function cancel() {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  }
  return cancel;
};

/** However often `schedule` is called, `apply` runs once a frame. */
export function makeFrameScheduler(apply: () => void, request: RequestFrame) {
  let cancel: (() => void) | undefined;
  return {
    schedule() {
      cancel ??= request(() => {
        cancel = undefined;
        apply();
      });
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
