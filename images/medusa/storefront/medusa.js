/** What went wrong, in words for a customer; `status` is HTTP's, 0 where there was no answer. */
export class ShopError extends Error {
  constructor(message, status) {
    super(message);
    this.name = "ShopError";
    this.status = status;
  }
}

let settings;

/** The shop's name, key and region: read from the server at run time, so one build serves every shop. */
export function readSettings() {
  settings ??= request("/storefront/settings.json").catch((error) => {
    settings = undefined;
    throw error;
  });
  return settings;
}

/**
 * Asks Medusa's Store API.
 *
 * @param {string} path e.g. "/carts"
 * @param {unknown} [body] makes it a POST
 */
export async function store(path, body, method = body === undefined ? "GET" : "POST") {
  const { publishableKey } = await readSettings();
  return request(`/store${path}`, { body, method, headers: { "x-publishable-api-key": publishableKey } });
}

async function request(url, { body, method, headers } = {}) {
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ShopError("The shop can't be reached. Check your connection and try again.", 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const reason = response.status < 500 && answer.message ? answer.message : "The shop has a problem. Please try again.";
  throw new ShopError(reason, response.status);
}
