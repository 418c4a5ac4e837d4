import type { IncomingMessage } from "node:http";
import { type Config, isLoopback } from "../config.ts";

type Headers = IncomingMessage["headers"];

const hostName = (host: string): string | undefined => {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : undefined;
};

/**
 * Whether the Host header is a name this server may go by: a loopback one, that of PUBLIC_URL or of an allowed origin.
 * Otherwise any web page could point its own name at this server's address (DNS rebinding) and would be the same origin.
 */
export function isKnownHost(headers: Headers, config: Config): boolean {
  const name = hostName(headers.host ?? "");
  if (name === undefined) return false;
  return isLoopback(name) || origins(config).some((origin) => new URL(origin).hostname === name);
}

/**
 * Whether a WebSocket may be opened by this page. Browsers always send Origin, and no preflight guards a WebSocket;
 * programs send none.
 */
export function isAllowedOrigin(headers: Headers, config: Config): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (origins(config).includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host !== "" && new URL(origin).host === host;
}

const origins = ({ publicUrl, allowedOrigins }: Config): readonly string[] =>
  publicUrl === undefined ? allowedOrigins : [publicUrl, ...allowedOrigins];
