import { KubeError } from "@shopyard/kube/error.ts";
import { type Resource, resourcePath } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import type { TestPlatform } from "./test-platform.ts";

const of = (plural: string): Resource => ({ group: "admissionregistration.k8s.io", version: "v1", plural });
const POLICIES = of("validatingadmissionpolicies");
const BINDINGS = of("validatingadmissionpolicybindings");
const apiVersion = "admissionregistration.k8s.io/v1";

export interface Refusal {
  /** Part of the policy's name. */
  name: string;
  /** Of the core group. */
  resources: string[];
  /** Conditions in CEL, all of which must hold for a deletion to be looked at. */
  of: string[];
  /** In CEL: what is let through. */
  unless: string;
  /** What the policy answers. */
  message: string;
  /** A deletion, as a dry run, that is to be refused. */
  probe(): Promise<unknown>;
}

/**
 * A policy of the cluster against deletions, in force when this resolves.
 * @returns what lifts it; the API server hears of that a moment later
 */
export async function refuseDeletes({ admin, name }: TestPlatform, refusal: Refusal): Promise<() => Promise<void>> {
  const policy = `${name}-${refusal.name}`;
  const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["DELETE"], resources: refusal.resources };
  await admin.create(resourcePath(POLICIES), {
    ...{ apiVersion, kind: "ValidatingAdmissionPolicy", metadata: { name: policy } },
    spec: {
      matchConstraints: { resourceRules: [rule] },
      matchConditions: refusal.of.map((expression, index) => ({ name: `condition-${index}`, expression })),
      validations: [{ expression: refusal.unless, message: refusal.message }],
    },
  });
  await admin.create(resourcePath(BINDINGS), {
    ...{ apiVersion, kind: "ValidatingAdmissionPolicyBinding", metadata: { name: policy } },
    spec: { policyName: policy, validationActions: ["Deny"] },
  });
  const refused = async () => {
    try {
      await refusal.probe();
      return false;
    } catch (error) {
      if (error instanceof KubeError && error.message.includes(refusal.message)) return true;
      throw error;
    }
  };
  await waitUntil(refused, { what: "the policy to be in force", timeoutMs: 60_000 });
  return async () => {
    await admin.delete(resourcePath(BINDINGS, { name: policy }));
    await admin.delete(resourcePath(POLICIES, { name: policy }));
  };
}
