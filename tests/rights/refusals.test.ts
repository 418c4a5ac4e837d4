import { describe, expect, it } from "vitest";
import { refusedTo } from "./support/rights.ts";

const GRANTED = new Set(["ClusterRole store: list persistentvolumeclaims", "ClusterRole operator: list pods"]);
const refused = (process: string, namespace: string | undefined, resource: string) =>
  refusedTo(
    {
      user: { username: `system:serviceaccount:yard-system:yard-${process}` },
      ...{ verb: "list", requestURI: "", objectRef: { resource, ...(namespace && { namespace }) } },
      annotations: { "authorization.k8s.io/decision": "forbid" },
    },
    GRANTED,
  );

describe("a refusal", () => {
  it("in a store is not for want of a right where the role that is bound there has it", () => {
    expect(refused("operator", "store-a", "persistentvolumeclaims")).toEqual({
      right: "operator: list persistentvolumeclaims",
      ofStores: true,
    });
  });

  it.each([
    ["of a right that the role has not", "operator", "store-a", "pods"],
    ["without a namespace", "operator", undefined, "persistentvolumeclaims"],
    ["in the platform's own namespace", "operator", "yard-system", "persistentvolumeclaims"],
    ["where stores are asked for", "operator", "yard-stores", "persistentvolumeclaims"],
    ["of the server, which is bound in no store", "server", "store-a", "persistentvolumeclaims"],
  ])("%s is", (_, process, namespace, resource) => {
    expect(refused(process, namespace, resource)?.ofStores).toBe(false);
  });
});
