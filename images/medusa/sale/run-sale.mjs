import { evidenceOf } from "./evidence.mjs";
import { createShopClient, SaleError } from "./http.mjs";
import { admin, browse, cart, checkout, cleanup } from "./steps.mjs";

const steps = { browse, cart, checkout, admin, cleanup };
const stepMs = 30_000;
/** Network policies take a moment to let a new pod through. */
const firstAnswerMs = 60_000;
const maxBytes = 4_096;

/**
 * The sale, step by step, until one fails.
 *
 * @param {Record<string, string | undefined>} env the contract's variables
 * @param {{ firstAnswerMs?: number, retryMs?: number }} [options]
 * @returns {Promise<{ steps: { step: string, ms: number }[], order?: string,
 *   failed?: { step: string, ms: number, evidence: string } }>} fits into 4096 bytes of JSON
 */
export async function runSale(env, options = {}) {
  const done = [];
  const state = { id: env.SHOPYARD_SALE_ID ?? "", secrets: [env.SHOPYARD_ADMIN_PASSWORD] };
  const names = env.SHOPYARD_SALE_MODE === "browse" ? ["browse"] : Object.keys(steps);
  let deadline = 0;
  let started = performance.now();
  let current = "browse";
  try {
    checkEnvironment(env);
    const shop = createShopClient({
      base: env.SHOPYARD_SALE_URL,
      publicUrl: env.SHOPYARD_STORE_URL,
      timeoutMs: () => deadline - performance.now(),
    });
    for (const name of names) {
      current = name;
      started = performance.now();
      deadline = started + stepMs;
      if (name === "browse") {
        await untilFirstAnswer(() => {
          deadline = performance.now() + stepMs;
          return steps.browse(shop, state);
        }, options);
      } else {
        await steps[name](shop, state, env);
      }
      done.push({ step: name, ms: since(started) });
    }
    return { steps: done, ...(state.order && { order: state.order.id }) };
  } catch (error) {
    const text = error instanceof SaleError ? error.message : String(error?.message ?? error);
    return fit({
      steps: done,
      ...(state.order && { order: state.order.id }),
      failed: { step: current, ms: since(started), evidence: evidenceOf(text, state.secrets) },
    });
  }
}

/** Retries connection errors and 5xx; any other answer is one. */
async function untilFirstAnswer(attempt, { firstAnswerMs: forMs = firstAnswerMs, retryMs = 500 }) {
  const until = performance.now() + forMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const answered = error instanceof SaleError ? error.status !== undefined && error.status < 500 : true;
      const parsed = error instanceof SaleError && error.status === undefined && !error.cause;
      if (answered || parsed || performance.now() + retryMs >= until) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

function checkEnvironment(env) {
  const needed = ["SHOPYARD_SALE_URL", "SHOPYARD_STORE_URL"];
  if (env.SHOPYARD_SALE_MODE !== "browse") {
    needed.push("SHOPYARD_SALE_ID", "SHOPYARD_ADMIN_EMAIL", "SHOPYARD_ADMIN_PASSWORD");
  }
  const missing = needed.filter((name) => !env[name]);
  if (missing.length > 0) throw new SaleError(`Set ${missing.join(", ")}`);
}

/** Evidence of many-byte characters is cut until the whole object fits. */
function fit(result) {
  while (Buffer.byteLength(JSON.stringify(result)) > maxBytes) {
    result.failed.evidence = Array.from(result.failed.evidence).slice(0, -50).join("");
  }
  return result;
}

function since(started) {
  return Math.round(performance.now() - started);
}
