import { type ErrorCode, errorCodes } from "../services/error-codes.ts";

/** The catalogue (`/errors`) or a code of it (`/errors/CrashLoop`) as plain text, for a terminal; undefined elsewhere. */
export function errorPage(path: string): string | undefined {
  if (/^\/errors\/?$/.test(path)) return errorCodes.map(({ code, title }) => `${code.padEnd(22)} ${title}\n`).join("");
  const wanted = /^\/errors\/(\w+)$/.exec(path)?.[1]?.toLowerCase();
  const found = errorCodes.find(({ code }) => code.toLowerCase() === wanted);
  return found && describe(found);
}

const describe = ({ code, title, meaning, hint, evidence, retryable }: ErrorCode): string =>
  [
    `${code}: ${title}`,
    meaning,
    `What to do: ${hint}`,
    ...(evidence === undefined ? [] : [`Evidence: ${evidence}`]),
    ...(retryable === undefined ? [] : [`Tried again: ${retryable ? "yes" : "no"}`]),
    "",
  ].join("\n");
