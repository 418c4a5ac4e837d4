import { KubeError } from "@shopyard/kube/error.ts";
import { expect, test } from "vitest";
import type { EffectContext } from "../../operator/effects/context.ts";
import { ensureCredentials } from "../../operator/effects/ensure-credentials.ts";
import { medusa } from "../../operator/engines/medusa.ts";
import { makePlatform, makeStore } from "./support/fixtures.ts";

/** An API server that refuses to create a Secret by 409, and that has one or none. */
const refusing = (present: object | undefined) =>
  ({
    client: {
      create: async () => {
        throw new KubeError("the object has been modified", 409, "Conflict");
      },
      get: async () => present,
    },
    platform: makePlatform(),
  }) as unknown as EffectContext;

test("credentials that are there are kept", async () => {
  expect(await ensureCredentials(makeStore(), medusa, refusing({}))).toMatchObject({ made: false });
});

// The API server says 409 also where somebody else writes the quota at the same moment; found by `npm run chaos`.
test("a conflict about something else does not pass for credentials", async () => {
  await expect(ensureCredentials(makeStore(), medusa, refusing(undefined))).rejects.toThrow("has been modified");
});
