import { builder } from "../builder.ts";

builder.scalarType("DateTime", {
  description: "An absolute moment, RFC 3339 in UTC.",
  serialize: (value) => value,
  parseValue: () => {
    throw new TypeError("DateTime is not an input type of this API");
  },
});
