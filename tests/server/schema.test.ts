import { readFileSync } from "node:fs";
import { lexicographicSortSchema, printSchema } from "graphql";
import { expect, test } from "vitest";
import { schema } from "../../server/schema/schema.ts";

test("schema.graphql is what the code prints", () => {
  const file = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
  expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(file);
});
