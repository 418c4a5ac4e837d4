import { GraphQLError } from "graphql";

/** A request that cannot be answered as it is: shown to the caller, unlike what nobody expected. */
export const badRequest = (field: string, got: string, allowed: string): GraphQLError =>
  new GraphQLError(`${field}: got ${got}; allowed: ${allowed}`, {
    extensions: { code: "BAD_USER_INPUT", field, got, allowed },
  });

/** `first` of a page, checked. */
export function pageSize(first: number | null | undefined, fallback: number, max: number): number {
  const size = first ?? fallback;
  if (size < 0 || size > max) throw badRequest("first", String(size), `a number from 0 to ${max}`);
  return size;
}
