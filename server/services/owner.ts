import { createHmac } from "node:crypto";

/** Hex digits of the keyed hash: a label's value, far from any collision. */
const DIGITS = 32;

/** The owner label for a client address: a keyed hash, so that the address itself is stored nowhere. */
export const ownerOf = (address: string, key: string): string =>
  createHmac("sha256", key).update(address).digest("hex").slice(0, DIGITS);
