import { describe, expect, test } from "vitest";
import { keepAll, keepSpec } from "../../operator/watch/keep.ts";

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
  test.each([
    ["nothing", [], {}],
    ["what is named", ["replicas"], { replicas: 2 }],
    ["nothing that is not there", ["suspend"], {}],
  ])("of another object its state, and of its spec %s", (_, fields, spec) => {
    expect(plain(keepSpec(...fields)(whole()))).toEqual({ metadata, spec, status: { readyReplicas: 1 } });
  });
});
