import SchemaBuilder from "@pothos/core";
import ErrorsPlugin from "@pothos/plugin-errors";
import RelayPlugin from "@pothos/plugin-relay";
import type { Context } from "./context.ts";
import { decodeGlobalId, encodeGlobalId } from "./kube/store-id.ts";
import { badRequest } from "./services/bad-request.ts";

/** The GraphQL schema's builder; schema/ hangs its types on it. */
export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: never; Output: string };
  };
}>({
  defaultFieldNullability: false,
  plugins: [ErrorsPlugin, RelayPlugin],
  errors: { directResult: true },
  relay: {
    nodesQueryOptions: false,
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID: (globalId) => {
      const decoded = decodeGlobalId(globalId);
      if (decoded === undefined)
        throw badRequest("id", JSON.stringify(globalId.slice(0, 80)), "an id that this API gave");
      return decoded;
    },
  },
});
