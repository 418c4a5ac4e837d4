import type { IncomingMessage, ServerResponse } from "node:http";
import { answerText } from "./answer-text.ts";
import { errorPage } from "./error-page.ts";

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** Everything that is for people: the dashboard, where there is one, and what the codes of errors mean. */
export function createPages(files: Handle | undefined): (path: string, ...exchange: Parameters<Handle>) => void {
  return (path, request, response) => {
    const page = errorPage(path);
    // Browsers get the dashboard's page of it, where there is a dashboard.
    const browser = files !== undefined && request.headers.accept?.includes("text/html");
    if (page !== undefined && !browser) answerText(response, 200, page);
    else if (files !== undefined) files(request, response);
    else answerText(response, 404, "not found\n");
  };
}
