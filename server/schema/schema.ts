import { builder } from "../builder.ts";
import "./scalars.ts";
import "./domain-errors.ts";
import "./error-codes.ts";
import "./platform.ts";
import "./queries.ts";
import "./mutations.ts";
import "./lifecycle-mutations.ts";
import "./subscriptions.ts";
import "./freshness.ts";

builder.queryType({});

/** The one schema: what schema.graphql is printed from. */
export const schema = builder.toSchema();
