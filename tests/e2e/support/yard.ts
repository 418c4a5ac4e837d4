import type { AdminView } from "../../support/admin-view.ts";

/** A platform of a suite's own as its visitors meet it, whether its processes are this machine's or pods. */
export interface Yard extends AdminView {
  storesNamespace: string;
  server: {
    /** Of the dashboard; GraphQL is at `/graphql` below it. */
    url: string;
    /** Over TLS: PEM of its certificate, and of the authority that signed it. */
    certificate?: string;
    ca?: string;
    /** SIGKILL: as a crash would; it stays away until it is restarted. */
    kill(): Promise<void>;
  };
  /** Ends one of the two in order and starts it anew, with these settings over those of the beginning. */
  restart(name: "operator" | "server", env?: Record<string, string>): Promise<unknown>;
  stop(): Promise<void>;
}

export interface YardOptions {
  maxStores?: number;
  /** More settings, by environment variable. */
  operatorEnv?: Record<string, string>;
}
