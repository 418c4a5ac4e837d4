/** Settings of a process: read from the environment once, checked, and told apart when wrong. */
import { isIP } from "node:net";
import { z } from "zod";

export interface Setting<T> {
  about: string;
  allowed: string;
  /** Undefined: it must be set. */
  fallback: string | undefined;
  secret?: boolean;
  schema: z.ZodType<T, string>;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;
export type Values<S extends Settings> = { [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

export const setting = <T>(value: Setting<T>): Setting<T> => value;

const whole = (low: number, high: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(low).max(high));

export const integer = (about: string, fallback: string, low: number, high: number) =>
  setting({ about, allowed: `a whole number from ${low} to ${high}`, fallback, schema: whole(low, high) });

/** What every process that listens has. */
export const LISTENING = {
  HOST: setting({
    about: "Address to listen on.",
    allowed: "an IP address or localhost",
    fallback: "127.0.0.1",
    schema: z.string().refine((host) => host === "localhost" || isIP(host) !== 0),
  }),
  PORT: integer("Port to listen on; 0 takes a free one.", "4000", 0, 65_535),
  HEALTH_PORT: setting({
    about:
      "Port of /healthz, /readyz and /metrics, so that whoever reaches PORT does not reach those; 0 takes a free one. " +
      "Empty: PORT has them.",
    allowed: "a whole number from 0 to 65535, or nothing",
    fallback: "",
    schema: z.union([z.literal("").transform(() => undefined), whole(0, 65_535)]),
  }),
  LOG_LEVEL: setting({
    about: "Least important log line that is written.",
    allowed: "one of trace, debug, info, warn, error, silent",
    fallback: "info",
    schema: z.enum(["trace", "debug", "info", "warn", "error", "silent"]),
  }),
} as const;

/** What is wrong with the environment, one line a variable. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** @throws ConfigError naming every wrong variable, what was got and what is allowed; a secret's value is never in it. */
export function readSettings<S extends Settings>(
  settings: S,
  environment: Record<string, string | undefined>,
): Values<S> {
  const values: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [name, { schema, fallback, allowed, secret }] of Object.entries(settings)) {
    const given = environment[name] === "" ? undefined : environment[name];
    const text = given ?? fallback;
    if (text === undefined) {
      wrong.push(`${name} is not set; allowed: ${allowed}`);
      continue;
    }
    const parsed = schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else wrong.push(`${name}: got ${secret ? `${text.length} characters` : JSON.stringify(text)}; allowed: ${allowed}`);
  }
  if (wrong.length > 0) throw new ConfigError(wrong.join("\n"));
  return values as Values<S>;
}

/** What `--help` prints of them. */
export const settingsHelp = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, { about, allowed, fallback }]) => {
      const standard =
        fallback === undefined ? "required" : fallback === "" ? "default: empty" : `default: ${fallback}`;
      return `  ${name}\n      ${about}\n      Allowed: ${allowed} (${standard})`;
    })
    .join("\n");
