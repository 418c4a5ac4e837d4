/** A line may be broken within a value, and what follows be indented. */
const BREAK = "(?:\\r?\\n[ \\t]*)?";

/** Finds a secret as it stands, in JSON, in a URL and in base64 of it alone or among other bytes, on one line or several. */
export function secretPattern(secret: string): RegExp {
  const spellings = new Set([
    secret,
    JSON.stringify(secret).slice(1, -1),
    ...escapedInUrl(secret),
    ...[0, 1, 2].flatMap((offset) => inBase64(secret, offset)),
  ]);
  // The longest first: a spelling may be the beginning of another.
  const longestFirst = [...spellings].sort((a, b) => b.length - a.length);
  return new RegExp(`(?:${longestFirst.map(brokenOverLines).join("|")})(?:[\\w+/-]={1,2})?`, "g");
}

/** `%2F` and `%2f`, and a space as forms have it. */
function escapedInUrl(secret: string): string[] {
  const upper = encodeURIComponent(secret);
  const lower = upper.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
  return [upper, lower, upper.replaceAll("%20", "+"), lower.replaceAll("%20", "+")];
}

/** The characters that the secret alone decides where `offset` (modulo 3) bytes stand before it, in both alphabets. */
function inBase64(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const own = (text: string) => text.slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
  return [own(bytes.toString("base64")), own(bytes.toString("base64url"))];
}

const brokenOverLines = (text: string): string => [...text].map((character) => RegExp.escape(character)).join(BREAK);
