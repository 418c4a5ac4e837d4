/** The server's settings. */
import { isIP } from "node:net";
import { z } from "zod";
import { ConfigError, integer, LISTENING, readSettings, setting, settingsHelp, type Values } from "./settings.ts";

/** Longest derived namespace is 63 characters, the longest store name 40. */
const LONGEST_PREFIX = 23;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const label = (about: string, fallback: string) =>
  setting({
    about,
    allowed: "a DNS label of at most 63 characters",
    fallback,
    schema: z.string().max(63).regex(LABEL),
  });
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text);

const SETTINGS = {
  ...LISTENING,
  HOST: { ...LISTENING.HOST, about: "Address to listen on. With AUTH_MODE=none only a loopback one." },
  STORES_NAMESPACE: label("The namespace that holds the Stores.", "shopyard-stores"),
  SYSTEM_NAMESPACE: label("The namespace that holds the operator's catalog.", "shopyard-system"),
  NAMESPACE_PREFIX: setting({
    about: "What the namespaces of stores begin with; the operator's setting must be the same.",
    allowed: `at most ${LONGEST_PREFIX} lower-case letters, digits and '-', starting with a letter`,
    fallback: "shop-",
    schema: z
      .string()
      .max(LONGEST_PREFIX)
      .regex(/^[a-z][-a-z0-9]*$/),
  }),
  OWNER_KEY: setting({
    about:
      "Secret that keys the hash of a client's address. The same on every replica; a new one forgets who owns what.",
    allowed: "at least 16 characters",
    fallback: undefined,
    secret: true,
    schema: z.string().min(16),
  }),
  AUTH_MODE: setting({
    about:
      "Who may come. none: whoever is on this machine. proxy: whoever reaches this server, because something in front " +
      "of it has signed them in and nothing else lets them through.",
    allowed: "none or proxy",
    fallback: "none",
    schema: z.enum(["none", "proxy"]),
  }),
  PUBLIC_URL: setting({
    about:
      "Where people reach this server; needed with AUTH_MODE=proxy. Its host and loopback names are answered, no other.",
    allowed: "an origin such as https://yard.example.com, or nothing",
    fallback: "",
    schema: z.union([z.literal("").transform(() => undefined), origin]),
  }),
  TRUST_PROXY_HOPS: integer("Proxies in front whose X-Forwarded-For is believed; 0 ignores the header.", "0", 0, 8),
  OWN_STORES_LIMIT: integer("Stores that one address may own.", "20", 1, 100_000),
  CREATES_PER_MINUTE: integer("Stores that one address may create within a minute.", "10", 1, 1_000),
  ALLOWED_ORIGINS: setting({
    about: "Other origins whose pages may call the API, separated by commas. Empty: only the same origin.",
    allowed: "origins such as https://yard.example.com, separated by commas",
    fallback: "",
    schema: z
      .string()
      .transform((text) =>
        text
          .split(",")
          .map((part) => part.trim())
          .filter((part) => part !== ""),
      )
      .pipe(z.array(origin)),
  }),
  CLIENT_DIR: setting({
    about: "Folder of the built dashboard, served at /. Empty: no dashboard.",
    allowed: "a folder with an index.html, or nothing",
    fallback: "",
    schema: z.string().transform((text) => (text === "" ? undefined : text)),
  }),
  DOCS_URL: setting({
    about: "Where to read about an error: the code is put behind it. A path is the dashboard's own.",
    allowed: "an http or https URL, or a path",
    fallback: "/errors/",
    schema: z.string().refine((text) => /^\/(?!\/)/.test(text) || /^https?:$/.test(URL.parse(text)?.protocol ?? "")),
  }),
  MAX_SOCKETS: integer("WebSockets open at once.", "2000", 1, 1_000_000),
  MAX_SUBSCRIPTIONS_PER_SOCKET: integer("Subscriptions on one WebSocket.", "64", 1, 10_000),
  KUBE_CONTEXT: setting({
    about: "Context of the kubeconfig to use. Empty: its current one.",
    allowed: "the name of a context",
    fallback: "",
    schema: z.string().transform((text) => (text === "" ? undefined : text)),
  }),
} as const;

export interface Config {
  host: string;
  port: number;
  /** Undefined: `port` answers about health and metrics, too. */
  healthPort: number | undefined;
  storesNamespace: string;
  systemNamespace: string;
  namespacePrefix: string;
  ownerKey: string;
  authMode: "none" | "proxy";
  publicUrl: string | undefined;
  trustProxyHops: number;
  ownStoresLimit: number;
  createsPerMinute: number;
  allowedOrigins: readonly string[];
  clientDir: string | undefined;
  docsUrl: string;
  logLevel: string;
  maxSockets: number;
  maxSubscriptionsPerSocket: number;
  kubeContext: string | undefined;
}

/** @throws ConfigError naming every wrong variable, what was got and what is allowed; a secret's value is never in it. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const config = fromValues(readSettings(SETTINGS, environment));
  if (config.authMode === "none" && !isLoopback(config.host)) {
    throw new ConfigError(
      `HOST: got "${config.host}", which others can reach, while AUTH_MODE=none lets everybody do everything; ` +
        "allowed: a loopback address (127.0.0.1, ::1, localhost). Reach it from elsewhere through kubectl port-forward " +
        "or ssh -L, or put something in front that signs people in and set AUTH_MODE=proxy.",
    );
  }
  if (config.authMode === "proxy" && config.publicUrl === undefined) {
    throw new ConfigError("PUBLIC_URL is not set; AUTH_MODE=proxy needs the origin at which the proxy answers.");
  }
  return config;
}

function fromValues(raw: Values<typeof SETTINGS>): Config {
  return {
    host: raw.HOST,
    port: raw.PORT,
    healthPort: raw.HEALTH_PORT,
    storesNamespace: raw.STORES_NAMESPACE,
    systemNamespace: raw.SYSTEM_NAMESPACE,
    namespacePrefix: raw.NAMESPACE_PREFIX,
    ownerKey: raw.OWNER_KEY,
    authMode: raw.AUTH_MODE,
    publicUrl: raw.PUBLIC_URL,
    trustProxyHops: raw.TRUST_PROXY_HOPS,
    ownStoresLimit: raw.OWN_STORES_LIMIT,
    createsPerMinute: raw.CREATES_PER_MINUTE,
    allowedOrigins: raw.ALLOWED_ORIGINS,
    clientDir: raw.CLIENT_DIR,
    docsUrl: raw.DOCS_URL,
    logLevel: raw.LOG_LEVEL,
    maxSockets: raw.MAX_SOCKETS,
    maxSubscriptionsPerSocket: raw.MAX_SUBSCRIPTIONS_PER_SOCKET,
    kubeContext: raw.KUBE_CONTEXT,
  };
}

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** What `--help` prints. */
export function helpText(): string {
  return `Shopyard server: GraphQL over HTTP, SSE and WebSocket for the Stores of one cluster.\n\nSettings, from the environment:\n${settingsHelp(SETTINGS)}\n\nThe cluster comes from KUBECONFIG, ~/.kube/config or the pod's service account.\n`;
}
