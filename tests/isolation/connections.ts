import { isAllowed, type Party } from "./expected.ts";
import type { Protocol, Rules } from "./policy/objects.ts";
import { verdictOn } from "./policy/verdict.ts";

export interface Attempt {
  from: Party;
  to: Party;
  protocol: Protocol;
  port: number;
}

export interface Judged {
  /** Every attempt with what its two ends say of it, allowed ones first. */
  allowed: string[];
  denied: string[];
}

/** The API server, its Service, kubelet, plain HTTP, cert-manager's solver: what else is worth trying. */
const COMMON_PORTS = [53, 80, 443, 6443, 8089, 10_250];

/** Every attempt with a pod of the store at one end or both, on the engines' ports and some that none has. */
export function attemptsAmong(parties: readonly Party[], ports: readonly number[]): Attempt[] {
  const all = [...new Set([...ports, ...COMMON_PORTS])];
  return parties.flatMap((from) =>
    parties
      .filter((to) => to !== from && (from.own || to.own))
      .flatMap((to) =>
        (["TCP", "UDP"] as const).flatMap((protocol) => all.map((port) => ({ from, to, protocol, port }))),
      ),
  );
}

/** Whether the policies, by their meaning, let it through. */
export const allows = (rules: Rules, { from, to, protocol, port }: Attempt): boolean =>
  verdictOn({ from: from.endpoint, to: to.endpoint, protocol, port }, rules).allowed;

/** That, for each attempt. */
export const judge = (attempts: readonly Attempt[], rules: Rules): Judged =>
  split(attempts, (attempt) => allows(rules, attempt));

/** What it should be. */
export const expectedOf = (attempts: readonly Attempt[], table: readonly string[]): Judged =>
  split(attempts, ({ from, to, protocol, port }) => isAllowed(table, from, to, protocol, port));

function split(attempts: readonly Attempt[], holds: (attempt: Attempt) => boolean): Judged {
  const judged: Judged = { allowed: [], denied: [] };
  for (const attempt of attempts) judged[holds(attempt) ? "allowed" : "denied"].push(title(attempt));
  return judged;
}

const nameOf = ({ endpoint }: Party): string =>
  endpoint.kind === "pod" ? `${endpoint.namespace}/${endpoint.name}` : `${endpoint.name} ${endpoint.ip}`;

const title = ({ from, to, protocol, port }: Attempt): string => `${nameOf(from)} -> ${nameOf(to)} ${protocol} ${port}`;
