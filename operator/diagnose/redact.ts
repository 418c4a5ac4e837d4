import { secretPattern } from "./secret-pattern.ts";

/** Secrets shorter than this are words that logs hold anyway, such as the user name `admin`. */
const SHORTEST = 8;
const REMOVED = "[removed]";

/** The end of a key that names a secret. */
const KEY =
  "(?:pass(?:word|wd|phrase)?|pwd|secret|token|salt|credentials?|cookie|authorization|session[_-]?id|(?:api|auth|access|private|encryption)[_-]?key)";
/** In quotes, escaped ones too, up to the same quotes or the end of the line; as a YAML block; or one word. */
const VALUE = String.raw`(?:\s*(\\*)(["'])[^\n]*?(?:(?<!\\)\2\3|$)|[|>][+-]?[ \t]*\n[ \t]+[^\n]*|(?:(?:bearer|basic)[ \t]+)?[^\s"',;]+)`;

/** What looks like a secret, and what stands in its place. Repetitions are bounded, so that no text takes long. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z ]{0,20}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$(?![\s\S]))/g, REMOVED],
  // Its beginning was among earlier lines.
  [/^(?:[ \t]*[\w+/=]{16,76}\r?\n){1,99}[ \t]*-----END [A-Z ]{0,20}PRIVATE KEY-----/gm, REMOVED],
  [/\beyJ[\w-]{8,4096}\.[\w-]{8,4096}(?:\.[\w-]{0,4096})?/g, REMOVED],
  [/\b(?:(?:sk|rk)_(?:live|test)_|whsec_|gh[pousr]_|AKIA)\w{12,255}/g, REMOVED],
  // Connection strings: greedy, since a password may hold an @.
  [/(\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s:/@]{0,256}:)[^\s]{1,1024}@/gi, `$1${REMOVED}@`],
  [/(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s:/@"']{16,256}@/gi, `$1${REMOVED}@`],
  [/(\b[\w.-]{1,64}:)[^\s@]{1,256}@(?=(?:tcp|unix)\()/gi, `$1${REMOVED}@`],
  [/\b((?:set-)?cookie:[ \t]*)(?!["'\\])[^\n]+/gi, `$1${REMOVED}`],
  [/\b((?:bearer|basic)[ \t]+)[\w.~+/=-]+/gi, `$1${REMOVED}`],
  [/\b((?:password|identified[ \t]+by)[ \t]+)'(?:[^'\\\n]|\\.|'')*(?:'|$)/gim, `$1${REMOVED}`],
  [new RegExp(`(--?[\\w-]{0,64}${KEY}[ \\t]+)(?!-)[^\\s]+`, "gi"), `$1${REMOVED}`],
  [new RegExp(String.raw`\b([\w-]{0,64}${KEY}\\*["']?[ \t]*(?:=>|[=:])[ \t]*)${VALUE}`, "gim"), `$1${REMOVED}`],
];

/** A text without the given secrets and without what looks like one. Lines are best given together: a secret may span two. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  // The longest first: one may be a part of another.
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret.length >= SHORTEST) clean = clean.replace(secretPattern(secret), REMOVED);
  }
  for (const [pattern, instead] of PATTERNS) clean = clean.replace(pattern, instead);
  return clean;
}
