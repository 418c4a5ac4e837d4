import { describe, expect, test } from "vitest";
import { keepAll, keepScale, keepState } from "../../operator/watch/keep.ts";

const whole = () => ({
  metadata: { name: "web", uid: "1", labels: { a: "b" }, managedFields: [{ manager: "helm" }] },
  spec: { replicas: 2, template: { spec: {} } },
  status: { readyReplicas: 1 },
});
/** As it is written and compared. */
const plain = (object: object) => JSON.parse(JSON.stringify(object)) as object;
const metadata = { name: "web", uid: "1", labels: { a: "b" } };

describe("the caches keep", () => {
  test("of a Store or namespace all but its managed fields", () => {
    expect(plain(keepAll(whole()))).toEqual({ ...whole(), metadata });
  });
  test("of a pod or Job its state", () => {
    expect(plain(keepState(whole()))).toEqual({ metadata, status: { readyReplicas: 1 } });
  });
  test("of a Deployment or StatefulSet its state and scale", () => {
    expect(plain(keepScale(whole()))).toEqual({ metadata, spec: { replicas: 2 }, status: { readyReplicas: 1 } });
  });
});
