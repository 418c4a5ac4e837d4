/**
 * The bounded timeline in a Store's status. An entry without durationMs is under way; a moment has 0. Entries stand in
 * the order of their beginning; every change gives an entry the next seq, so that a reader who resumes after a seq
 * sees it.
 */
import { LIMITS, type Phase, type Reason, type Step } from "@shopyard/crds/constants.ts";
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import type { StoreStatus, TimelineEntry } from "@shopyard/crds/store.ts";

export interface NewEntry {
  phase: Phase;
  step: Step;
  type?: "Normal" | "Warning";
  reason: Reason | ErrorCode;
  message: string;
  /** Milliseconds it took; 0 for a moment, undefined while it is under way. */
  durationMs: number | undefined;
}

/** Reasons of warnings that are no failures. */
export type Caution = Extract<Reason, "SlowerThanUsual" | "CertificateProblem">;
const CAUTIONS: readonly string[] = ["SlowerThanUsual", "CertificateProblem"] satisfies Caution[];
/** They come and go however often, and must not drive the rest off the timeline: one entry each, the latest. */
const ONCE: readonly string[] = ["StoreCertified", "CertificateProblem"] satisfies Reason[];

/**
 * Adds an entry; the same warning as the latest one raises its count and moves it to the end instead, and so does
 * whatever is told once.
 */
export function addEntry(status: StoreStatus, entry: NewEntry, now: number): void {
  status.events ??= [];
  const events = status.events;
  const type = entry.type ?? "Normal";
  const message = clip(entry.message);
  const attempt = status.attempts ?? 0;
  const repeated = findRepeated(events, { ...entry, type });
  const seq = nextSeq(status);
  if (repeated === undefined) {
    events.push({
      id: `e${seq}`,
      seq,
      time: new Date(now).toISOString(),
      phase: entry.phase,
      step: entry.step,
      type,
      reason: entry.reason,
      message,
      attempt,
      count: 1,
      ...(entry.durationMs !== undefined && { durationMs: entry.durationMs }),
    });
  } else {
    events.splice(events.indexOf(repeated), 1);
    events.push({
      ...repeated,
      seq,
      message,
      attempt,
      phase: entry.phase,
      time: new Date(now).toISOString(),
      count: repeated.count + 1,
    });
  }
  bound(status);
}

/** Ends every entry that is under way; `message` replaces that of the last one. */
export function endEntries(status: StoreStatus, now: number, message?: string): void {
  const open = (status.events ?? []).filter(isOpen);
  for (const entry of open) {
    entry.durationMs = Math.max(1, now - Date.parse(entry.time));
    entry.seq = nextSeq(status);
    if (message !== undefined && entry === open.at(-1)) entry.message = clip(message);
  }
  bound(status);
}

/** Whether an entry tells a failure, as warnings do. */
export const isFailure = ({ type, reason }: TimelineEntry): boolean => type === "Warning" && !CAUTIONS.includes(reason);

export const isOpen = (entry: TimelineEntry): boolean => entry.durationMs === undefined;

/** The entry under way in a step, if there is one. */
export const openEntry = (status: StoreStatus | undefined, step: Step): TimelineEntry | undefined =>
  status?.events?.find((entry) => entry.step === step && isOpen(entry));

/** Cut to `max` UTF-16 units; well-formed, since the API server replaces half a surrogate pair and we compare. */
export const clip = (text: string, max: number = LIMITS.message): string =>
  (text.length <= max ? text : `${text.slice(0, max - 3)}...`).toWellFormed();

function nextSeq(status: StoreStatus): number {
  status.eventSeq = (status.eventSeq ?? 0) + 1;
  return status.eventSeq;
}

function findRepeated(events: readonly TimelineEntry[], entry: NewEntry): TimelineEntry | undefined {
  if (ONCE.includes(entry.reason)) return events.find(({ reason }) => reason === entry.reason);
  if (entry.type !== "Warning") return undefined;
  const latest = events.findLast(isFailure);
  return latest?.step === entry.step && latest.reason === entry.reason ? latest : undefined;
}

function bound(status: StoreStatus): void {
  const events = status.events ?? [];
  while (events.length > LIMITS.events || Buffer.byteLength(JSON.stringify(events)) > LIMITS.eventsBytes) {
    const latestFailure = events.findLast(isFailure);
    const index = events.findIndex((entry) => entry !== latestFailure && entry !== events.at(-1));
    if (index === -1) return;
    const [dropped] = events.splice(index, 1);
    status.eventsDroppedThrough = Math.max(status.eventsDroppedThrough ?? 0, dropped?.seq ?? 0);
  }
}
