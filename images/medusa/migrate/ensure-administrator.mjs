import { createUsersWorkflow } from "@medusajs/medusa/core-flows";

/**
 * Makes the first administrator, as `medusa user` does, whatever part of it an earlier run left undone. An existing
 * one keeps its password: it may have been changed in the admin.
 */
export async function ensureAdministrator(container, email, password) {
  const auth = container.resolve("auth");
  const users = container.resolve("user");
  const [existing] = await users.listUsers({ email });
  const user = existing ?? (await createUsersWorkflow(container).run({ input: { users: [{ email }] } })).result[0];

  const [identity] = await auth.listProviderIdentities({ entity_id: email, provider: "emailpass" });
  if (identity) {
    const owner = await auth.retrieveAuthIdentity(identity.auth_identity_id);
    if (owner.app_metadata?.user_id) return;
    await link(auth, owner.id, user.id);
    return;
  }
  const { success, authIdentity, error } = await auth.register("emailpass", { body: { email, password } });
  if (!success) throw new Error(`The administrator can't be registered: ${error}`);
  await link(auth, authIdentity.id, user.id);
}

async function link(auth, identityId, userId) {
  await auth.updateAuthIdentities({ id: identityId, app_metadata: { user_id: userId } });
}
