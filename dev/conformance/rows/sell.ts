import { hold } from "../outcome.ts";
import type { Row } from "../row.ts";
import { conditionOf } from "../store-view.ts";

/** The operator's own sale went through; where nothing runs, the store has to say that nothing was sold. */
export const sell: Row = {
  name: "sell",
  needs: ["create"],
  onReadyStore: true,
  async run(bench) {
    const store = await bench.until("there", () => true);
    const sells = conditionOf(store, "Sells");
    if (bench.simulated) {
      const told = store.events.find(({ reason }) => reason === "SaleSkipped");
      hold(told !== undefined, "the timeline does not say that nothing was sold");
      hold(/simulated/i.test(told.message), `the timeline says "${told.message}"`);
      hold(sells?.status === "UNKNOWN", `condition Sells is ${sells?.status ?? "absent"}, though nobody bought`);
      hold(store.sale === null, "there is a sale, though nothing runs");
      return `NOTHING WAS SOLD: the pods are simulated, and the timeline says so ("${told.message}")`;
    }
    hold(sells?.status === "TRUE", `condition Sells is ${sells?.status ?? "absent"}: ${sells?.message ?? ""}`);
    hold(store.sale !== null, "the store has no sale");
    const { order, mode, steps } = store.sale;
    hold(mode === "ORDER", `the sale went only as far as ${mode}`);
    hold(order !== null, "the sale has no order");
    const names = steps.map(({ step }) => step);
    hold(names.join() === STEPS.join(), `the sale's steps are ${names.join(", ")} instead of ${STEPS.join(", ")}`);
    bench.order = order;
    return `${order}: ${steps.map(({ step, durationMs }) => `${step} ${durationMs}`).join(", ")} ms`;
  },
};

const STEPS = ["browse", "cart", "checkout", "admin", "cleanup"];
