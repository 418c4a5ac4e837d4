/** Secrets shorter than this are words that logs hold anyway, such as the user name `admin`. */
const SHORTEST = 8;
const REMOVED = "[removed]";

/** A log line without the given secrets and without what looks like one. */
export function redact(line: string, secrets: readonly string[]): string {
  let clean = line;
  for (const secret of secrets) {
    if (secret.length >= SHORTEST) clean = clean.replaceAll(secret, REMOVED);
  }
  return clean
    .replace(/(\b[a-z+]+:\/\/[^\s:/@]*:)[^\s]+@/gi, `$1${REMOVED}@`)
    .replace(/\b((?:bearer|basic)\s+)[\w.~+/=-]+/gi, `$1${REMOVED}`)
    .replace(
      /\b((?:authorization|[\w-]*(?:password|passwd|secret|token|api[_-]?key))["']?\s*[=:]\s*)(?:(?:bearer|basic)\s+)?(?:"[^"]*"|'[^']*'|[^\s"',;]+)/gi,
      `$1${REMOVED}`,
    );
}
