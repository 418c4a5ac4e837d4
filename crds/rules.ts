/**
 * The rules of a Store's fields, the same as the API server's (crds/schema.ts), for services that answer before
 * anything is written. tests/ compares the two with random input.
 */
import { LIMITS, SIZES } from "./constants.ts";
import { PATTERNS } from "./patterns.ts";

/** One broken rule: which field, what was got, what is allowed. */
export interface Violation {
  field: "name" | "engine" | "displayName" | "host" | "size" | "engineVersion" | "adminEmail";
  got: string;
  allowed: string;
}

export interface StoreFields {
  name: string;
  engine: string;
  displayName?: string | null | undefined;
  host?: string | null | undefined;
  size?: string | null | undefined;
  engineVersion?: string | null | undefined;
  adminEmail?: string | null | undefined;
}

interface Rule {
  field: Violation["field"];
  max: number;
  pattern: RegExp;
  emptyAllowed: boolean;
  allowed: string;
}

// JavaScript has no POSIX classes: [:cntrl:] is ASCII control characters in RE2.
const regExp = (pattern: string) => new RegExp(pattern.replace("[:cntrl:]", "\\x00-\\x1f\\x7f"), "u");
const rule = (
  field: Violation["field"],
  max: number,
  pattern: string,
  emptyAllowed: boolean,
  allowed: string,
): Rule => ({
  field,
  max,
  pattern: regExp(pattern),
  emptyAllowed,
  allowed,
});

const RULES: readonly Rule[] = [
  rule(
    "name",
    LIMITS.name,
    PATTERNS.name,
    false,
    `1-${LIMITS.name} characters: lower-case letters, digits and '-', starting with a letter, ending with a letter or digit`,
  ),
  rule(
    "engine",
    LIMITS.engine,
    PATTERNS.label,
    false,
    `a DNS label of at most ${LIMITS.engine} characters, e.g. woocommerce`,
  ),
  rule(
    "displayName",
    LIMITS.displayName,
    PATTERNS.displayName,
    true,
    `at most ${LIMITS.displayName} characters, no control characters`,
  ),
  rule(
    "host",
    LIMITS.host,
    PATTERNS.host,
    true,
    `a lower-case DNS name with at least two labels and at most ${LIMITS.host} characters, e.g. shop.example.com`,
  ),
  rule(
    "engineVersion",
    LIMITS.engineVersion,
    PATTERNS.version,
    true,
    `a version of at most ${LIMITS.engineVersion} characters, e.g. 2.21.2`,
  ),
  rule("adminEmail", LIMITS.email, PATTERNS.email, true, `an e-mail address of at most ${LIMITS.email} characters`),
];

/** Every rule the fields break, in the order of the rules; empty means the API server's schema takes them too. */
export function violations(fields: StoreFields): Violation[] {
  const found: Violation[] = [];
  for (const { field, max, pattern, emptyAllowed, allowed } of RULES) {
    const got = fields[field];
    if (got === undefined || got === null || (got === "" && emptyAllowed)) continue;
    if ([...got].length > max || !pattern.test(got)) found.push({ field, got: clip(got), allowed });
  }
  if (typeof fields.size === "string" && !(SIZES as readonly string[]).includes(fields.size)) {
    found.push({ field: "size", got: clip(fields.size), allowed: `one of ${SIZES.join(", ")}` });
  }
  return found;
}

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
