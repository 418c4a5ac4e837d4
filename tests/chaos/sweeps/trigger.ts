import type { Interceptor, WriteVerdict } from "../proxy/interceptor.ts";
import type { RunNames } from "../proxy/names.ts";
import { isEventOf, textOfEvent, type WatchEvent } from "../proxy/watch-event.ts";
import type { EventVerdict } from "../proxy/watch-stream.ts";
import { isOf, Occurrences, textOfWrite, type Write } from "../proxy/write.ts";
import type { Surroundings, Sweep } from "./fault.ts";

/** A write or event of a fault-free run. */
export interface Recorded {
  key: string;
  from: Write["from"];
}

/** Which fault happens where in a run. */
export interface Aim {
  sweep: Sweep;
  key: string;
}

/** Notes all writes and events of one store, and has the fault happen at the one it is aimed at. */
export class Trigger implements Interceptor {
  readonly writes: Recorded[] = [];
  readonly events: Recorded[] = [];
  /** When the fault's key came, in milliseconds since the epoch. */
  reachedAt: number | undefined;
  endedAt: number | undefined;
  /** The latest write of the store. */
  lastWriteAt = Date.now();
  readonly #names: RunNames;
  readonly #aim: Aim | undefined;
  readonly #surroundings: Surroundings;
  readonly #occurrences = new Occurrences();
  #hidden: { path: string; version: string } | undefined;

  constructor(names: RunNames, surroundings: Surroundings, aim?: Aim) {
    this.#names = names;
    this.#surroundings = surroundings;
    this.#aim = aim;
  }

  async write(write: Write): Promise<WriteVerdict> {
    if (!isOf(write, this.#names)) return { do: "forward" };
    this.lastWriteAt = Date.now();
    const key = this.#occurrences.next(textOfWrite(write, this.#names));
    this.writes.push({ key, from: write.from });
    const sweep = this.#aim?.sweep;
    if (sweep?.at !== "write" || key !== this.#aim?.key) return { do: "forward" };
    this.reachedAt = Date.now();
    const verdict = await sweep.fault(write, this.#surroundings);
    if (verdict.do !== "forward" || verdict.answered === undefined) {
      this.endedAt = Date.now();
      return verdict;
    }
    const { answered } = verdict;
    return {
      do: "forward",
      answered: async () => {
        const then = await answered();
        this.endedAt = Date.now();
        return then;
      },
    };
  }

  event(event: WatchEvent): EventVerdict {
    if (!isEventOf(event, this.#names)) return "pass";
    // A watch that resumes before it brings the same once more.
    if (this.#hidden?.version === versionOf(event)) return "hide";
    const key = this.#occurrences.next(textOfEvent(event, this.#names));
    this.events.push({ key, from: "operator" });
    const sweep = this.#aim?.sweep;
    if (sweep?.at !== "event" || key !== this.#aim?.key) return "pass";
    this.reachedAt = Date.now();
    this.#hidden = { path: event.path, version: versionOf(event) };
    return sweep.verdict;
  }

  listed(path: string): void {
    if (this.#hidden?.path !== path) return;
    this.#hidden = undefined;
    this.endedAt = Date.now();
  }
}

const versionOf = ({ path, type, uid, resourceVersion }: WatchEvent): string =>
  [path, type, uid, resourceVersion].join(" ");
