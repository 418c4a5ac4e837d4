import { randomBytes } from "node:crypto";
import { FIELD_MANAGER } from "@shopyard/crds/constants.ts";
import type { Store } from "@shopyard/crds/store.ts";
import { isConflict } from "@shopyard/kube/error.ts";
import { resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { buildCredentials } from "../build/credentials.ts";
import type { Engine } from "../engines/engine.ts";
import type { EffectContext } from "./context.ts";

/** Makes the credentials where there are none; what is there is never changed. */
export async function ensureCredentials(store: Store, engine: Engine, { client, platform, signal }: EffectContext) {
  const secret = buildCredentials(store, engine, platform, randomText);
  const { namespace, name } = secret.metadata;
  try {
    await client.create(resourcePath(SECRETS, { namespace }), secret, {
      signal,
      query: { fieldManager: FIELD_MANAGER },
    });
    return { namespace, name, made: true };
  } catch (error) {
    if (!isConflict(error)) throw error;
    // Also said where the namespace's quota is being written at the same moment: then there is none yet.
    const present = await client.get(resourcePath(SECRETS, { namespace, name }), { signal });
    if (present === undefined) throw error;
    return { namespace, name, made: false };
  }
}

/** `length` characters of base64url: 6 random bits each. */
const randomText = (length: number): string => randomBytes(length).toString("base64url").slice(0, length);
