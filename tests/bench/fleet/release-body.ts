/** The body of helm's release record, which names the store again and again: base64 of base64 of gzip of JSON. */
import { constants, gunzipSync, gzipSync } from "node:zlib";

export const unpackBody = (data: string): string =>
  gunzipSync(Buffer.from(Buffer.from(data, "base64").toString(), "base64")).toString();

export const packBody = (body: string): string =>
  Buffer.from(gzipSync(body, { level: constants.Z_BEST_SPEED }).toString("base64")).toString("base64");
