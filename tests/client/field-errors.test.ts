import { expect, test } from "vitest";
import { placeRefusal, type Refusal } from "../../client/src/components/create/field-errors.ts";

const base = { code: "X", field: null, hint: null, docsUrl: null };

test("each violation stands at its field with what was got and what is allowed", () => {
  const refusal: Refusal = {
    ...base,
    __typename: "InvalidInput",
    message: "The input breaks two rules",
    violations: [
      { field: "name", got: "Bad_Name", allowed: "lower-case letters" },
      { field: "host", got: "", allowed: "a DNS name" },
    ],
  };
  expect(placeRefusal(refusal)).toEqual({
    fields: {
      name: "Got “Bad_Name”; allowed: lower-case letters.",
      host: "Got nothing; allowed: a DNS name.",
    },
    form: undefined,
  });
});

test.each([
  ["NameTaken", null, "name"],
  ["StoreDeleting", null, "name"],
  ["EngineConflict", null, "engine"],
  ["NameTaken", ["input", "host"], "host"],
] as const)("%s with field %j stands at %s", (__typename, field, at) => {
  const refusal = { ...base, __typename, field, message: "No.", hint: "Do that." } as unknown as Refusal;
  expect(placeRefusal(refusal)).toEqual({ fields: { [at]: "No. Do that." }, form: undefined });
});

test.each(["LimitReached", "ClusterUnavailable"] as const)(
  "%s is of no field and says when to try again",
  (__typename) => {
    const refusal = {
      ...base,
      __typename,
      message: "Not now.",
      hint: "Later.",
      code: __typename,
      docsUrl: `/errors/${__typename}`,
      retryAfterSeconds: 42,
    } as unknown as Refusal;
    expect(placeRefusal(refusal)).toEqual({
      fields: {},
      form: {
        message: "Not now.",
        hint: "Later.",
        retryAfterSeconds: 42,
        about: { code: __typename, url: `/errors/${__typename}` },
      },
    });
  },
);

test("a violation of a field that the page does not have is not lost", () => {
  const refusal: Refusal = {
    ...base,
    __typename: "InvalidInput",
    message: "colour must be red",
    violations: [{ field: "colour", got: "blue", allowed: "red" }],
  };
  expect(placeRefusal(refusal).form?.message).toBe("colour must be red");
});
