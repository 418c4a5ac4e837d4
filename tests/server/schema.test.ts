import { readFileSync } from "node:fs";
import { lexicographicSortSchema, parse, printSchema, validate } from "graphql";
import { expect, test } from "vitest";
import { READY_MADE } from "../../server/http/graphiql.ts";
import { schema } from "../../server/schema/schema.ts";

test("schema.graphql is what the code prints", () => {
  const file = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
  expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(file);
});

test.each(READY_MADE)("GraphiQL's ready-made operation is valid: $query", ({ query, variables }) => {
  expect(validate(schema, parse(query))).toEqual([]);
  expect(() => JSON.parse(variables ?? "{}")).not.toThrow();
});
