import { type Asking, ask } from "../../support/ask.ts";

/** A Medusa shop as its administrator sees it, through the ingress. */
export interface MedusaAdmin {
  order(id: string): Promise<{ id: string; display_id: number; total: number; email: string } | undefined>;
  orders(): Promise<{ id: string; display_id: number; email: string }[]>;
}

/** @throws Error with what the shop answered */
export async function signIn(url: string, email: string, password: string): Promise<MedusaAdmin> {
  const { token } = (await read(url, "/auth/user/emailpass", { body: { email, password } })) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  return {
    async order(id) {
      try {
        return ((await read(url, `/admin/orders/${id}`, { headers })) as { order: never }).order;
      } catch (error) {
        if (error instanceof Error && error.message.includes("HTTP 404")) return undefined;
        throw error;
      }
    },
    async orders() {
      const path = "/admin/orders?limit=100&fields=id,display_id,email";
      return ((await read(url, path, { headers })) as { orders: never[] }).orders;
    },
  };
}

/** What a shop's API answers. @throws Error with what it answered instead */
async function read(url: string, path: string, asking: Asking): Promise<unknown> {
  const { status, body } = await ask(url, path, asking);
  if (status !== 200) throw new Error(`${path}: HTTP ${status} ${body.slice(0, 300)}`);
  return JSON.parse(body);
}
