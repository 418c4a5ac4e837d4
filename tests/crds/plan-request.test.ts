import { encodePlanRequest, planWishOf } from "@shopyard/crds/plan-request.ts";
import { describe, expect, test } from "vitest";

describe("a request for a plan", () => {
  test("says what was asked for", () => {
    const request = encodePlanRequest("t", { engineVersion: "2.0", size: "medium", suspended: false });
    expect(planWishOf(request)).toEqual({ engineVersion: "2.0", size: "medium", suspended: false });
    expect(planWishOf('{"token":"t"}')).toEqual({});
  });

  test.each([
    ["large please", /not JSON/],
    ['{"size":"huge"}', /size must be one of small, medium, large/],
    ['{"engineVersion":2}', /engineVersion must be text/],
    ['{"suspended":"yes"}', /suspended must be true or false/],
    ['{"replicas":3}', /unknown fields replicas; there is: token/],
  ])("that is wrong says how: %s", (request, message) => {
    expect(() => planWishOf(request)).toThrow(message);
  });
});
