/** What a failure may tell, at most this many characters. */
const maxCharacters = 1_000;

/** Whatever looks like a token, a key or a cookie, wherever an answer repeats it. */
const secretShapes = [
  /eyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g,
  /\b[ps]k_[\w-]+/g,
  /s%3A[\w.%+-]+/g,
  /("(?:token|password|secret|authorization|cookie|client_secret)"\s*:\s*)"[^"]*"/gi,
  /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi,
];

/**
 * Evidence without secrets: the known ones by value, others by their shape.
 *
 * @param {string} text
 * @param {readonly (string | undefined)[]} secrets
 */
export function evidenceOf(text, secrets) {
  let clean = text;
  for (const secret of secrets) {
    if (!secret) continue;
    // An answer may hold it as JSON or as part of a URL.
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])) {
      clean = clean.replaceAll(form, "***");
    }
  }
  clean = clean.replaceAll(secretShapes[3], '$1"***"');
  for (const shape of secretShapes) if (shape !== secretShapes[3]) clean = clean.replaceAll(shape, "***");
  // Control characters take six bytes each in JSON, and tell nobody anything.
  clean = clean.replaceAll(/\p{Cc}+/gu, " ").trim();
  return Array.from(clean).slice(0, maxCharacters).join("");
}
