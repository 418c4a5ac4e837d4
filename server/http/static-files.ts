/** The built dashboard: its files, and index.html for every other page, so that deep links work. */
import { createReadStream, existsSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { ConfigError } from "../settings.ts";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Vite puts hashed files here: a change gets another name. */
const HASHED = `${sep}assets${sep}`;

/** @throws ConfigError where the folder holds no index.html. */
export function createStaticFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
  const root = resolve(folder);
  const index = join(root, "index.html");
  if (!existsSync(index)) {
    throw new ConfigError(`CLIENT_DIR: ${root} has no index.html; build the dashboard with npm run build`);
  }

  return (request, response) => {
    const file = find(root, request.url ?? "/");
    if (file === undefined && !wantsPage(request)) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
      return;
    }
    const path = file ?? index;
    response.writeHead(200, {
      "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
      "Content-Length": statSync(path).size,
      "Cache-Control": path.startsWith(root + HASHED) ? "public, max-age=31536000, immutable" : "no-cache",
    });
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    const stream = createReadStream(path);
    stream.on("error", () => response.destroy());
    stream.pipe(response);
  };
}

/** The file of a URL; undefined where there is none or it lies outside the folder. */
function find(root: string, url: string): string | undefined {
  let pathname: string;
  try {
    pathname = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return undefined;
  }
  if (pathname.includes("\0")) return undefined;
  const path = resolve(root, `.${pathname}`);
  if (!path.startsWith(root + sep) || !existsSync(path) || !statSync(path).isFile()) return undefined;
  return path;
}

const wantsPage = ({ method, url, headers }: IncomingMessage): boolean =>
  (method === "GET" || method === "HEAD") &&
  extname(new URL(url ?? "/", "http://localhost").pathname) === "" &&
  /text\/html|\*\/\*/.test(headers.accept ?? "*/*");
