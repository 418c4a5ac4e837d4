import { statusOf } from "./kube-status.ts";
import { readWatchEvent, type WatchEvent } from "./watch-event.ts";

/** `hide` puts a bookmark in the event's place: the watcher believes that it has seen everything so far. */
export type EventVerdict = "pass" | "hide" | "expire" | "cut";

export interface WatchSink {
  write(text: string): void;
  /** The response ends in good order. */
  end(): void;
  /** Its connection breaks. */
  cut(): void;
}

/** Passes a watch's body on line by line, each as `judge` says. */
export class WatchStream {
  readonly #path: string;
  readonly #sink: WatchSink;
  readonly #judge: (event: WatchEvent) => EventVerdict;
  #rest = "";
  #ended = false;

  constructor(path: string, sink: WatchSink, judge: (event: WatchEvent) => EventVerdict) {
    this.#path = path;
    this.#sink = sink;
    this.#judge = judge;
  }

  get path(): string {
    return this.#path;
  }

  take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) if (!this.#ended) this.#pass(line);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.end();
  }

  cut(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.cut();
  }

  /** What the API server says where the history that was asked for is compacted. */
  expire(): void {
    if (this.#ended) return;
    this.#sink.write(`${JSON.stringify({ type: "ERROR", object: statusOf(410) })}\n`);
    this.end();
  }

  #pass(line: string): void {
    const event = readWatchEvent(this.#path, line);
    const verdict = event === undefined ? "pass" : this.#judge(event);
    switch (verdict) {
      case "pass":
        this.#sink.write(`${line}\n`);
        return;
      case "hide":
        this.#sink.write(`${bookmarkFor(line)}\n`);
        return;
      case "expire":
        this.expire();
        return;
      case "cut":
        this.cut();
        return;
    }
  }
}

function bookmarkFor(line: string): string {
  const { object } = JSON.parse(line) as {
    object: { kind: string; apiVersion: string; metadata: { resourceVersion: string } };
  };
  const { kind, apiVersion, metadata } = object;
  return JSON.stringify({
    type: "BOOKMARK",
    object: { kind, apiVersion, metadata: { resourceVersion: metadata.resourceVersion } },
  });
}
