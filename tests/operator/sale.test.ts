import { describe, expect, test } from "vitest";
import { observeSale } from "../../operator/diagnose/sale.ts";
import type { Job, Pod } from "../../operator/watch/kinds.ts";

const NAME = "demo-sale-3";
const job = (condition?: "Complete" | "Failed", reason?: string): Job => ({
  metadata: { name: NAME, namespace: "shop-demo" },
  status: {
    ...(condition && {
      conditions: [{ type: condition, status: "True", ...(reason && { reason, message: `${reason}!` }) }],
    }),
  },
});
const ended = (exitCode: number, message?: string, reason = exitCode === 0 ? "Completed" : "Error"): Pod => ({
  metadata: { name: `${NAME}-x1`, namespace: "shop-demo", labels: { "batch.kubernetes.io/job-name": NAME } },
  status: {
    phase: exitCode === 0 ? "Succeeded" : "Failed",
    containerStatuses: [
      {
        name: "sale",
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode, reason, ...(message !== undefined && { message }) } },
      },
    ],
  },
});
const waiting = (reason: string): Pod => ({
  ...ended(0),
  status: {
    phase: "Pending",
    containerStatuses: [
      { name: "sale", ready: false, restartCount: 0, state: { waiting: { reason, message: "no such image" } } },
    ],
  },
});
const REPORT = JSON.stringify({
  steps: [
    { step: "browse", ms: 12.4 },
    { step: "cart", ms: 30 },
  ],
  order: 17,
});

describe("the sale", () => {
  test("is absent where there is no Job of that release", () => {
    expect(observeSale("demo-sale-4", [job()], [])).toEqual({ state: "absent" });
  });
  test.each<[string, Job, Pod[]]>([
    ["before it has a pod", job(), []],
    ["while its image is pulled", job(), [waiting("ErrImagePull")]],
    ["until its pod is seen to have ended", job("Complete"), [{ ...ended(0), status: { phase: "Running" } }]],
  ])("runs %s", (_, each, pods) => {
    expect(observeSale(NAME, [each], pods)).toEqual({ state: "running" });
  });
  test("passed with its steps and the order's number", () => {
    expect(observeSale(NAME, [job()], [ended(0, REPORT)])).toEqual({
      state: "passed",
      steps: [
        { step: "browse", durationMs: 12 },
        { step: "cart", durationMs: 30 },
      ],
      order: "17",
    });
  });
  test.each<[string, Job, Pod[], string]>([
    [
      "with the failing step and its evidence",
      job(),
      [
        ended(
          1,
          JSON.stringify({ steps: [{ step: "browse", ms: 1 }], failed: { step: "cart", ms: 2, evidence: "HTTP 500" } }),
        ),
      ],
      'the step "cart" failed (done: browse): HTTP 500',
    ],
    ["when it says nothing of what it did", job("Complete"), [ended(0)], "did not say what it did"],
    ["when it says something else", job(), [ended(0, "sold!")], "did not say what it did"],
    [
      "when it ends well and says that a step failed",
      job(),
      [ended(0, JSON.stringify({ steps: [], failed: { step: "cart", evidence: "" } }))],
      "did not say",
    ],
    ["when the program cannot be started", job(), [ended(128, undefined, "StartError")], "StartError, exit code 128"],
    ["when it took too long and its pod is gone", job("Failed", "DeadlineExceeded"), [], "DeadlineExceeded!"],
  ])("failed %s", (_, each, pods, message) => {
    const sale = observeSale(NAME, [each], pods);
    expect(sale).toMatchObject({ state: "failed", failure: { code: "SaleFailed", step: "Sale" } });
    expect(sale.state === "failed" && sale.failure.message).toContain(message);
  });
  test("failed where its image cannot be had", () => {
    expect(observeSale(NAME, [job()], [waiting("ImagePullBackOff")])).toMatchObject({
      state: "failed",
      failure: { code: "ImagePullFailed", step: "Sale" },
    });
  });
});
