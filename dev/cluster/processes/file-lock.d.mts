export interface FileLock {
  /** Gives the lock back; does nothing when it is no longer ours. */
  release(): void;
}

export interface LockOptions {
  /** Called once for each living owner that is waited for. */
  onWait?: (pid: number) => void;
  /** How often a held lock is looked at, in milliseconds; default 200. */
  pollMs?: number;
  /** Ends the wait. */
  signal?: AbortSignal;
}

/**
 * Waits for the lock file at `path` and takes it. The file names its owner by pid and start time: the lock of a dead
 * process, also of one whose pid was given to another, is taken over.
 */
export function acquireLock(path: string, options?: LockOptions): Promise<FileLock>;
