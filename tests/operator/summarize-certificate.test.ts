import type { Store, StoreStatus } from "@shopyard/crds/store.ts";
import { describe, expect, test } from "vitest";
import { findCondition } from "../../operator/reconcile/conditions.ts";
import type { CertificateReason } from "../../operator/reconcile/observation.ts";
import { summarize } from "../../operator/reconcile/summarize.ts";
import { makeStore, SETTLED, T0 } from "./support/fixtures.ts";

const URL = "https://demo.example.com";
const start: StoreStatus = { phase: "Ready", url: URL };
const withStatus = (status: StoreStatus): Store => makeStore({ status });

/** What status tells after these were seen, one after the other. */
function seen(reasons: readonly (CertificateReason | [CertificateReason, string])[], status = start): StoreStatus {
  return reasons.reduce((before, each, index) => {
    const [reason, message] = typeof each === "string" ? [each, `It is ${each}`] : each;
    const route = { answers: true, detail: `${URL} answers`, certificate: { reason, message } };
    return summarize(withStatus(before), { type: "RouteChanged", route }, T0 + index * 1000);
  }, status);
}
const told = ({ events = [] }: StoreStatus) =>
  events
    .filter(({ reason }) => reason !== "StoreRouted")
    .map(({ reason, message, count }) => `${reason} ${message}${count > 1 ? ` x${count}` : ""}`);

describe("the condition Certified", () => {
  test.each([
    ["Valid", "True"],
    ["ExpiresSoon", "True"],
    ["NotYetIssued", "False"],
    ["WrongHost", "False"],
    ["Expired", "False"],
    ["NotYetValid", "False"],
    ["UntrustedIssuer", "False"],
    ["Unreachable", "Unknown"],
  ] as const)("is, of a certificate that is %s, %s, and changes nothing else", (reason, is) => {
    const status = seen([reason]);
    expect(findCondition(status, "Certified")).toMatchObject({ status: is, reason, message: `It is ${reason}` });
    expect(status.phase).toBe(
      summarize(withStatus(start), { type: "RetryAcknowledged", retryToken: undefined }, T0).phase,
    );
    expect(status.lastError).toBeUndefined();
  });

  test("is absent where the address has no TLS", () => {
    const route = { answers: true, detail: "http://demo.localhost answers", certificate: undefined };
    const status = summarize(withStatus(start), { type: "RouteChanged", route }, T0);
    expect(status.conditions?.map(({ type }) => type)).toEqual(["Routed"]);
  });

  const ready = (url: string, suspended: boolean) => {
    const flags = { simulated: false, suspended, rolledBack: false };
    const outcome = { type: "BecameReady", workloads: SETTLED, url, adminUrl: url, ...flags } as const;
    return findCondition(summarize(withStatus(seen(["Valid"])), outcome, T0), "Certified");
  };
  test("stays when a store is built anew, and is unknown while it sleeps and at another address", () => {
    expect(ready(URL, false)).toMatchObject({ status: "True", reason: "Valid" });
    expect(ready(URL, true)).toMatchObject({ status: "Unknown", reason: "NotAsked" });
    expect(ready("https://moved.example.com", false)).toMatchObject({ status: "Unknown", reason: "NotAsked" });
    expect(ready("http://demo.example.com", false)).toBeUndefined();
  });
});

describe("the timeline", () => {
  test("tells the first certificate, and nothing of the time before it", () => {
    expect(told(seen(["NotYetIssued", "Unreachable", "Valid"]))).toEqual(["StoreCertified It is Valid"]);
  });

  test("tells of a problem as a warning that is no failure, and of its end", () => {
    const status = seen(["Valid", "ExpiresSoon", "Expired", "Valid"]);
    expect(told(status)).toEqual(["CertificateProblem It is Expired x2", "StoreCertified It is Valid x2"]);
    expect(status.events?.find(({ reason }) => reason === "CertificateProblem")).toMatchObject({
      ...{ type: "Warning", step: "Sale", durationMs: 0 },
    });
    expect(status.lastError).toBeUndefined();
  });

  test("tells of a certificate whose Secret was taken away", () => {
    expect(told(seen(["Valid", "NotYetIssued"]))).toEqual([
      "StoreCertified It is Valid",
      "CertificateProblem It is NotYetIssued",
    ]);
  });

  test("tells no renewal, and nothing twice because nobody could look in between", () => {
    expect(told(seen(["Valid", ["Valid", "renewed"], "Unreachable", "Valid"]))).toEqual(["StoreCertified It is Valid"]);
    expect(told(seen(["Expired", "Unreachable", "Expired"]))).toEqual(["CertificateProblem It is Expired"]);
  });

  test("keeps all else, however often a certificate comes and goes", () => {
    const before = summarize(withStatus(start), { type: "Resumed" }, T0);
    const often = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? "WrongHost" : "Valid"));
    const status = seen(often as CertificateReason[], before);
    expect(status.events?.map(({ reason, count }) => [reason, count])).toEqual([
      ["Resumed", 1],
      ["StoreRouted", 1],
      ["CertificateProblem", 100],
      ["StoreCertified", 100],
    ]);
    expect(status.eventsDroppedThrough).toBeUndefined();
  });
});
