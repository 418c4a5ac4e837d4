import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { type AuditedRequest, auditTo } from "../support/audit.ts";

/** What the API server was asked to change, as it logged it itself. */
export interface AuditedWrites {
  /** What was stored, without the two below. */
  writes: number;
  /** `patch stores/status 201` and the like: how often. */
  byKind: Record<string, number>;
  /** Renewals of the leader's Lease. */
  leases: number;
  /** Asked what would become of a write: the looks for drift, the fence. */
  dryRuns: number;
  /** Kubernetes Events, which copy the timeline. */
  events: number;
}

/** The API server's audit log of every write by one user. */
export class AuditLog {
  readonly #file: string;
  #offset = 0;

  private constructor(file: string) {
    this.#file = file;
  }

  /** The log and the API server's flags for it. */
  static prepare(folder: string, user: string): { log: AuditLog; flags: string[] } {
    const verbs = ["create", "update", "patch", "delete", "deletecollection"];
    const { file, flags } = auditTo(folder, { users: [user], verbs });
    return { log: new AuditLog(file), flags };
  }

  /** What was written since the last call. */
  take(): AuditedWrites {
    const taken: AuditedWrites = { writes: 0, byKind: {}, leases: 0, dryRuns: 0, events: 0 };
    for (const line of this.#lines()) {
      const { verb, requestURI, objectRef, responseStatus } = JSON.parse(line) as AuditedRequest;
      const { resource = "?", subresource } = objectRef ?? {};
      // Who this process is, asked in the form of a write.
      if (resource === "selfsubjectreviews") continue;
      if (requestURI.includes("dryRun=All")) taken.dryRuns += 1;
      else if (resource === "leases") taken.leases += 1;
      else if (resource === "events") taken.events += 1;
      else {
        const what = `${verb} ${resource}${subresource === undefined ? "" : `/${subresource}`} ${responseStatus?.code ?? "?"}`;
        taken.byKind[what] = (taken.byKind[what] ?? 0) + 1;
        taken.writes += 1;
      }
    }
    return taken;
  }

  #lines(): string[] {
    if (!existsSync(this.#file)) return [];
    const size = statSync(this.#file).size;
    const buffer = Buffer.alloc(size - this.#offset);
    const file = openSync(this.#file, "r");
    readSync(file, buffer, 0, buffer.length, this.#offset);
    closeSync(file);
    // A line that is only half there is read the next time.
    const end = buffer.lastIndexOf("\n") + 1;
    this.#offset += end;
    return buffer.toString("utf8", 0, end).split("\n").slice(0, -1);
  }
}
