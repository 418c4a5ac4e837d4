import { request } from "node:http";

/** A Medusa shop as its administrator sees it, through the ingress. */
export interface MedusaAdmin {
  order(id: string): Promise<{ id: string; display_id: number; total: number; email: string } | undefined>;
  orders(): Promise<{ id: string; display_id: number; email: string }[]>;
}

/** @throws Error with what the shop answered */
export async function signIn(url: string, email: string, password: string): Promise<MedusaAdmin> {
  const { token } = (await ask(url, "POST", "/auth/user/emailpass", {}, { email, password })) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  return {
    async order(id) {
      try {
        return ((await ask(url, "GET", `/admin/orders/${id}`, headers)) as { order: never }).order;
      } catch (error) {
        if (error instanceof Error && error.message.includes("HTTP 404")) return undefined;
        throw error;
      }
    },
    async orders() {
      return (
        (await ask(url, "GET", "/admin/orders?limit=100&fields=id,display_id,email", headers)) as { orders: never[] }
      ).orders;
    },
  };
}

/** Names below localhost are this machine; not every resolver knows. */
export function ask(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<unknown> {
  const { host, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, method, path, headers: { host, "content-type": "application/json", ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => {
          if (response.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${path}: HTTP ${response.statusCode} ${text.slice(0, 300)}`));
        });
      },
    );
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
