import type { ProcessIdentity } from "./identity.mjs";

/**
 * Ends exactly these processes: SIGTERM, and SIGKILL after `graceMs` (default 5000). One that is gone, or whose pid
 * belongs to another by now, is left alone. Resolves when none of them runs.
 */
export function endProcesses(processes: readonly ProcessIdentity[], graceMs?: number): Promise<void>;
