/** Errors that the proxy answers with in the API server's place. */
export const ANSWERS = [409, 410, 429, 500] as const;
export type Answer = (typeof ANSWERS)[number];

const REASONS: Record<Answer, { reason: string; message: string }> = {
  409: {
    reason: "Conflict",
    message: "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest",
  },
  410: { reason: "Expired", message: "The resourceVersion for the provided list is too old" },
  429: { reason: "TooManyRequests", message: "The server has received too many requests; please try again later" },
  500: { reason: "InternalError", message: "Internal error occurred: the chaos proxy made it up" },
};

/** Seconds after which a 429 wants to be asked again. */
export const RETRY_AFTER = 1;

/** The body of such an answer, as the API server words it. */
export const statusOf = (code: Answer) => ({
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Failure",
  ...REASONS[code],
  ...(code === 429 && { details: { retryAfterSeconds: RETRY_AFTER } }),
  code,
});
