/** A process that can't be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque: the boot and the tick at which the process started (Linux), or what `ps` says. */
  startTime: string;
}

/** When a process started, or undefined when there is none (a zombie counts as none). */
export function startTimeOf(pid: number): string | undefined;

/** Whether exactly this process still runs. */
export function isAlive(identity: ProcessIdentity): boolean;

/** The identity of a running process (default: this one), or undefined when there is none. */
export function identify(pid?: number): ProcessIdentity | undefined;
