import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { PlanState } from "../components/change/plan-model.ts";
import {
  PlanStoreDocument,
  type PlanStoreInput,
  type StoreDetailFragment,
  StorePlanDocument,
} from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import { refusalText, unreached } from "./create-action.ts";

/** A choice that stands for this long is meant. */
const DEBOUNCE_MS = 400;
/** Longer than this, and the operator may be away. */
const LATE_MS = 15_000;

export type PlanWish = Omit<PlanStoreInput, "id">;

/**
 * Asks what a change would do whenever `wish` is another; undefined asks nothing. The answer comes by the store's own
 * subscription: first its token, and then it is fetched.
 */
export function createPlan(
  store: Accessor<StoreDetailFragment>,
  wish: Accessor<PlanWish | undefined>,
): { state: Accessor<PlanState>; ask: () => void } {
  const live = useLive();
  const [state, setState] = createSignal<PlanState>({ kind: "none" });
  const [token, setToken] = createSignal<string>();
  /** Only what is about the latest question counts. */
  let question = 0;
  let lateTimer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    clearTimeout(lateTimer);
    lateTimer = setTimeout(() => setState((now) => (now.kind === "asking" ? { ...now, late: true } : now)), LATE_MS);
    setToken(undefined);
    setState({ kind: "asking", late: false });
    return ++question;
  };
  onCleanup(() => {
    question++;
    clearTimeout(lateTimer);
  });

  const ask = async () => {
    const asked = wish();
    if (asked === undefined) return;
    const mine = begin();
    const result = await live
      .request(PlanStoreDocument, { input: { id: store().id, ...asked } })
      .then((data) => data.planStore, unreached);
    if (mine !== question) return;
    if (result.__typename === "PlanStoreSuccess") setToken(result.token);
    else setState({ kind: "refused", message: refusalText(result) });
  };

  createEffect(
    on(
      () => JSON.stringify(wish()),
      (asked) => {
        question++;
        setToken(undefined);
        if (asked === undefined) {
          setState({ kind: "none" });
          return;
        }
        begin();
        const timer = setTimeout(() => void ask(), DEBOUNCE_MS);
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );

  const fetchAnswer = async (wanted: string) => {
    const mine = question;
    try {
      const plan = (await live.request(StorePlanDocument, { name: store().name })).store?.plan;
      // Another question may have been answered in between: the own answer is gone, and it can be asked again.
      if (mine === question && plan?.token === wanted) setState({ kind: "answered", plan });
    } catch (cause) {
      if (mine === question) setState({ kind: "refused", message: refusalText(unreached(cause)) });
    }
  };
  createEffect(() => {
    const wanted = token();
    if (wanted !== undefined && store().plan?.token === wanted) void fetchAnswer(wanted);
  });
  return { state, ask: () => void ask() };
}
