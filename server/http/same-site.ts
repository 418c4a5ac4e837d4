import type { IncomingMessage } from "node:http";
import { type Config, isLoopback } from "../config.ts";

type Headers = IncomingMessage["headers"];

const hostName = (host: string): string | undefined => {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : undefined;
};

/**
 * Whether the Host header is a name this server may go by. Without sign-in, only loopback names: otherwise any web
 * page could point its own name at 127.0.0.1 (DNS rebinding) and would be the same origin.
 */
export function isKnownHost(headers: Headers, { authMode, allowedOrigins }: Config): boolean {
  if (authMode !== "none") return true;
  const name = hostName(headers.host ?? "");
  if (name === undefined) return false;
  return isLoopback(name) || allowedOrigins.some((origin) => new URL(origin).hostname === name);
}

/**
 * Whether a WebSocket may be opened by this page. Browsers always send Origin, and no preflight guards a WebSocket;
 * programs send none.
 */
export function isAllowedOrigin(headers: Headers, { allowedOrigins }: Config): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host !== "" && new URL(origin).host === host;
}
