import { ERRORS } from "@shopyard/crds/errors.ts";
import { buildSchema, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { anchorsOf, readText, tableRows } from "./support/markdown.ts";

const doc = readText("docs/errors.md");

describe("docs/errors.md", () => {
  it("lists every code of crds/errors.ts with its title, its hint and whether it is tried again", () => {
    const wanted = Object.entries(ERRORS).map(
      ([code, { title, hint, retryable }]) =>
        `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${title} | ${retryable ? "yes" : "no"} | ${hint} |`,
    );
    expect(tableRows(doc, "Failures of a store")).toEqual(wanted);
  });

  it("lists every refusal that the GraphQL API can answer", () => {
    const refusals = Object.values(buildSchema(readText("schema.graphql")).getTypeMap())
      .filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === "DomainError"))
      .map(({ name }) => name);
    const listed = tableRows(doc, "Refusals of the API").map((row) => /`([A-Za-z]+)`/.exec(row)?.[1]);
    expect(listed.sort()).toEqual(refusals.sort());
  });

  it("gives every code an anchor of its own", () => {
    const anchors = anchorsOf(doc);
    for (const code of Object.keys(ERRORS)) expect(anchors).toContain(code.toLowerCase());
  });
});
