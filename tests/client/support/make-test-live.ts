import { type Live, makeLive } from "../../../client/src/live/live.ts";
import { FakeTransport } from "./fake-transport.ts";

export interface TestLive {
  live: Live;
  transport: FakeTransport;
  /** Lets the next animation frame happen; returns how many callbacks waited for it. */
  frame(): number;
  /** Moves the reconnector's clock on, running what falls due. */
  advance(ms: number): void;
}

/** The live module with a scripted server, clock and animation frames. `random` is fixed: delays are 3/4 of the longest. */
export function makeTestLive(transport: FakeTransport = new FakeTransport()): TestLive {
  let time = Date.parse("2026-11-23T07:00:00Z");
  let frames: (() => void)[] = [];
  let timers: { at: number; fn: () => void }[] = [];

  const live = makeLive({
    transport,
    clock: {
      now: () => time,
      after(ms, fn) {
        const timer = { at: time + ms, fn };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
    },
    random: () => 0.5,
    requestFrame(fn) {
      frames.push(fn);
      return () => {
        frames = frames.filter((each) => each !== fn);
      };
    },
  });
  return {
    live,
    transport,
    frame() {
      const due = frames;
      frames = [];
      for (const fn of due) fn();
      return due.length;
    },
    advance(ms) {
      time += ms;
      const due = timers.filter((timer) => timer.at <= time);
      timers = timers.filter((timer) => timer.at > time);
      for (const timer of due) timer.fn();
    },
  };
}
