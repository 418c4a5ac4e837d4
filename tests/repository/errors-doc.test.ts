import { ERRORS } from "@shopyard/crds/errors.ts";
import { REFUSALS } from "@shopyard/crds/refusals.ts";
import { buildSchema, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { withCatalogue } from "../../dev/error-catalogue.ts";
import { anchorsOf, readText } from "./support/markdown.ts";

const doc = readText("docs/errors.md");
const codes = [...Object.keys(ERRORS), ...Object.keys(REFUSALS)];

/** What stands under a heading, words apart by one space. */
const section = (code: string): string =>
  (doc.split(`\n### ${code}\n`)[1]?.split(/\n#+ /)[0] ?? "").replaceAll(/\s+/g, " ");

describe("docs/errors.md", () => {
  it.each(Object.entries(ERRORS))(
    "says of %s what it means, what to do, what is seen, whether it is tried again",
    (code, kind) => {
      for (const text of [kind.title, kind.meaning, kind.hint, kind.evidence]) expect(section(code)).toContain(text);
      expect(section(code)).toContain(`**Tried again:** ${kind.retryable ? "yes" : "no"}.`);
    },
  );

  it("knows every refusal that the GraphQL API can answer, and no other", () => {
    const refusals = Object.values(buildSchema(readText("schema.graphql")).getTypeMap())
      .filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === "DomainError"))
      .map(({ name }) => name);
    expect(Object.keys(REFUSALS).sort()).toEqual(refusals.sort());
    for (const [code, { meaning, hint }] of Object.entries(REFUSALS)) {
      expect(section(code)).toContain(meaning);
      expect(section(code)).toContain(hint);
    }
  });

  it("gives every code one anchor, that no other code shares", () => {
    const anchors = anchorsOf(doc);
    for (const code of codes) expect(anchors).toContain(code.toLowerCase());
    expect(new Set(codes.map((code) => code.toLowerCase())).size).toBe(codes.length);
  });

  it("is found stale when a section is edited by hand or missing, and put right", () => {
    expect(withCatalogue(doc)).toBe(doc);
    const edited = doc.replace("**What to do:** Choose another name.", "**What to do:** Nothing.");
    expect(edited).not.toBe(doc);
    expect(withCatalogue(edited)).toBe(doc);
    expect(() => withCatalogue(doc.replaceAll("<!-- end -->", ""))).toThrow("<!-- end -->");
  });
});
