import type { IncomingMessage, ServerResponse } from "node:http";

export function answerText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" }).end(body);
}

/** Of a request, without its query; `/` where its URL is none. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? "/";
  return URL.canParse(url, "http://localhost") ? new URL(url, "http://localhost").pathname : "/";
}
