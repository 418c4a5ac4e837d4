import { isAllowed } from "../expected.ts";
import type { Probe, Prober } from "./run-probe.ts";

/** Where connections are opened or taken on the real node. */
export interface Place {
  name: string;
  /** As in the tables of what is allowed: a component, `unlabelled`, `ingress`, `dns` or `nobody`. */
  role: string;
  /** The store whose pod, or Service, it is. */
  store?: string;
  address: string;
  doors: readonly Door[];
  /** Who answers there; empty where it is no stand-in. */
  answers: string;
  /** Opens connections from there; undefined where nothing of ours runs. */
  probe?: Prober;
}

/** A port where something listens. */
export interface Door extends Omit<Probe, "address"> {
  /** The pod's own port behind a Service's. */
  target?: number;
}

export interface Attempt {
  from: Place;
  to: Place;
  door: Door;
  allowed: boolean;
}

/** What came of an attempt: empty where that is what should. */
export interface Outcome extends Attempt {
  result: string;
}

/** Every connection with a store's pod at one end or both; a pod's with itself, or its own Service, is nobody's business. */
export function attemptsBetween(places: readonly Place[], tableOf: (store: string) => readonly string[]): Attempt[] {
  return places.flatMap((from) =>
    from.probe === undefined
      ? []
      : places
          .filter(
            ({ store, role }) => (from.store ?? store) !== undefined && !(store === from.store && role === from.role),
          )
          .flatMap((to) => to.doors.map((door) => ({ from, to, door, allowed: isExpected(from, to, door, tableOf) }))),
  );
}

function isExpected(from: Place, to: Place, door: Door, tableOf: (store: string) => readonly string[]): boolean {
  const store = from.store ?? to.store;
  if (store === undefined || (to.store !== undefined && to.store !== store)) return false;
  const as = ({ role, store: of }: Place) => ({ role, own: of === store });
  return isAllowed(tableOf(store), as(from), as(to), door.protocol, door.target ?? door.port);
}

/** Tries them for real, each place's at once and a few places at a time. */
export async function tryAll(attempts: readonly Attempt[], placesAtOnce = 8): Promise<Outcome[]> {
  const from = Map.groupBy(attempts, (attempt) => attempt.from);
  const queue = [...from];
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [place, own] = next;
      const probes = own.map(({ to, door: { target: _, ...door } }) => ({ ...door, address: to.address }));
      const results = (await place.probe?.(probes)) ?? [];
      outcomes.push(...own.map((attempt, index) => ({ ...attempt, result: results[index] ?? "not tried" })));
    }
  };
  await Promise.all(Array.from({ length: placesAtOnce }, work));
  return outcomes;
}

export const answered = ({ result, to }: Outcome): boolean => result === `answered ${to.answers}`.trim();

/** Neither answered nor even connected. */
export const keptOut = ({ result }: Outcome): boolean => !/^(answered|connected|not tried)/.test(result);

export const titleOf = ({ from, to, door, result }: Outcome): string =>
  `${from.name} -> ${to.name} ${door.protocol} ${door.port}: ${result}`;
