import { badRequest } from "./bad-request.ts";

/** Pages of which list: a cursor of one is of no use for another. */
export type PageOf = string;

export const encodePageCursor = (of: PageOf, key: string): string =>
  Buffer.from(JSON.stringify([of, key]), "utf8").toString("base64url");

/** The key a page ended with. @throws GraphQLError for what isn't a cursor of this list. */
export function decodePageCursor(of: PageOf, cursor: string): string {
  try {
    const [list, key] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    if (list === of && typeof key === "string") return key;
  } catch {
    // Falls through to the one answer for everything that isn't a cursor.
  }
  throw badRequest("after", JSON.stringify(cursor.slice(0, 80)), "a cursor of this list, in this order");
}
