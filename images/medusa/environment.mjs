/**
 * The environment of every process of this image, read once.
 *
 * @param {Record<string, string | undefined>} env
 * @param {readonly string[]} needed names that must be set
 * @returns {Record<string, string>}
 * @throws names all that is missing
 */
export function readEnvironment(env, needed) {
  const missing = needed.filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`Set ${missing.join(", ")} (see images/medusa/README.md)`);
  return Object.fromEntries(needed.map((name) => [name, env[name]]));
}

/** What Medusa can't do without. */
export const shopEnvironment = [
  "DATABASE_URL",
  "REDIS_URL",
  "JWT_SECRET",
  "COOKIE_SECRET",
  "SHOPYARD_STORE_URL",
  "SHOPYARD_FILES_DIR",
];
