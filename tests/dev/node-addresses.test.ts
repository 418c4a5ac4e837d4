import { expect, test } from "vitest";
import { addressPlan, freeNumber, isFirst, NODE_NUMBERS, overlap, workerPlan } from "../../dev/node/address-plan.ts";

test("every number has ranges that no other number touches", () => {
  const ranges = NODE_NUMBERS.flatMap((number) => {
    const { link, pods, services } = addressPlan(number);
    return [link, pods, services];
  });
  for (const [index, range] of ranges.entries()) {
    for (const other of ranges.slice(index + 1)) expect(`${range} ${other} ${overlap(range, other)}`).toMatch(/false$/);
  }
});

test("a node's addresses are in its ranges, and three different ones", () => {
  const { link, host, node, ingress, services, kubernetesService } = addressPlan(7);
  for (const address of [host, node, ingress]) expect(overlap(link, address)).toBe(true);
  expect(new Set([host, node, ingress]).size).toBe(3);
  expect(overlap(services, kubernetesService)).toBe(true);
  expect(() => addressPlan(63)).toThrow("from 1 to 62, got 63");
});

test("a further node has a cable and pods of its own, and the Services, DNS and API server of the first", () => {
  const first = addressPlan(3);
  const worker = workerPlan(4, first);
  expect(worker).toMatchObject({ host: "10.89.4.1", node: "10.89.4.2", link: "10.89.4.0/29", pods: "10.90.4.0/24" });
  const { services, kubernetesService, ingress } = first;
  expect(worker).toMatchObject({ services, kubernetesService, ingress, dns: first.node, apiServer: first.host });
  expect([first, worker].map(isFirst)).toEqual([true, false]);
});

test.each([
  ["10.0.0.0/8", "10.90.1.0/24", true],
  ["10.89.1.0/29", "10.89.1.7", true],
  ["10.89.1.0/29", "10.89.1.8", false],
  ["0.0.0.0/0", "192.0.2.1", true],
  ["192.168.0.0/16", "192.169.0.0/16", false],
  ["fe80::/64", "10.89.1.1", false],
])("%s and %s overlap: %s", (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
  expect(overlap(other, one)).toBe(expected);
});

test("the first number is taken of which nothing is in use or routed on the machine", () => {
  expect(freeNumber(["127.0.0.1/8", "192.0.2.2/24"])).toBe(1);
  expect(freeNumber(["10.89.1.1/29", "10.90.2.0/24", "10.91.12.0/22"])).toBe(4);
  // A company network that routes all of 10/8 leaves none.
  expect(freeNumber(["10.0.0.0/8"])).toBeUndefined();
});
