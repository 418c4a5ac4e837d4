/**
 * Cursors of subscriptions. Opaque to clients; they mean the same on every replica and after every restart:
 * a version cursor says "everything up to this resource version was delivered", an event cursor "every change of this
 * store's timeline up to this seq". The start cursor says that nothing was.
 */
export interface VersionCursor {
  version: bigint;
}

export interface EventCursor {
  uid: string;
  seq: number;
}

const encode = (text: string): string => Buffer.from(text, "utf8").toString("base64url");
const decode = (cursor: string): string => Buffer.from(cursor, "base64url").toString("utf8");

export const encodeVersion = (version: bigint): string => encode(`v:${version}`);
export const encodeEvent = ({ uid, seq }: EventCursor): string => encode(`e:${uid}:${seq}`);

/** For frames after which a resumed reader must start over, such as half a snapshot. */
export const START = encodeVersion(0n);

/** undefined for anything else: a reader with such a cursor is treated as one whose place is no longer known. */
export function decodeVersion(cursor: string): VersionCursor | undefined {
  const parsed = /^v:(\d{1,20})$/.exec(decode(cursor));
  return parsed === null ? undefined : { version: BigInt(parsed[1] as string) };
}

export function decodeEvent(cursor: string): EventCursor | undefined {
  const parsed = /^e:([0-9a-fA-F-]{1,64}):(\d{1,15})$/.exec(decode(cursor));
  return parsed === null ? undefined : { uid: parsed[1] as string, seq: Number(parsed[2]) };
}
