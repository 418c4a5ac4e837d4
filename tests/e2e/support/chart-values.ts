/** Values of charts/shopyard by the setting that they become, as far as suites use them. */
const VALUES: Readonly<Record<string, { at: readonly [string, string]; read: (text: string) => unknown }>> = {
  BACKOFF_SECONDS: { at: ["operator", "backoffSeconds"], read: Number },
  MAX_ATTEMPTS: { at: ["operator", "maxAttempts"], read: Number },
  LOG_LEVEL: { at: ["operator", "logLevel"], read: String },
  ENGINE_IMAGES: { at: ["stores", "engineImages"], read: JSON.parse },
  CREATES_PER_MINUTE: { at: ["server", "createsPerMinute"], read: Number },
  OWN_STORES_LIMIT: { at: ["server", "ownStoresLimit"], read: Number },
};

/** @throws Error for a setting that no value is known for */
export function chartValues(settings: Readonly<Record<string, string>>): Record<string, Record<string, unknown>> {
  const values: Record<string, Record<string, unknown>> = {};
  for (const [name, text] of Object.entries(settings)) {
    const known = VALUES[name];
    if (known === undefined)
      throw new Error(`no value of charts/shopyard is known for ${name}: add it to ${import.meta.filename}`);
    const [part, value] = known.at;
    values[part] = { ...values[part], [value]: known.read(text) };
  }
  return values;
}
