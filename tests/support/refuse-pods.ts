import { LABELS } from "@shopyard/crds/constants.ts";
import { KubeError } from "@shopyard/kube/error.ts";
import { NAMESPACES, PODS, type Resource, resourcePath } from "@shopyard/kube/paths.ts";
import { waitUntil } from "../../dev/cluster/wait-until.ts";
import type { TestPlatform } from "./test-platform.ts";

const of = (plural: string): Resource => ({ group: "admissionregistration.k8s.io", version: "v1", plural });
const POLICIES = of("validatingadmissionpolicies");
const BINDINGS = of("validatingadmissionpolicybindings");

/** What the policy answers. */
export const UNWANTED = "pods are not wanted here";

/**
 * A policy against the pods of a platform's stores, or those of one component, in force when this resolves.
 * @returns what lifts it, resolved when it is no longer in force
 */
export async function refusePods({ admin, name }: TestPlatform, component?: string): Promise<() => Promise<void>> {
  const policy = `${name}-no-pods`;
  const probe = `${name}-probe`;
  const labels = { [LABELS.component]: component ?? "web" };
  const apiVersion = "admissionregistration.k8s.io/v1";
  const of = `object.metadata.?labels[?'${LABELS.component}'].orValue('')`;
  await admin.create(resourcePath(POLICIES), {
    ...{ apiVersion, kind: "ValidatingAdmissionPolicy", metadata: { name: policy } },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
      },
      matchConditions: [
        { name: "of-this-platform", expression: `request.namespace.startsWith('${name}-')` },
        ...(component === undefined ? [] : [{ name: "of-this-component", expression: `${of} == '${component}'` }]),
      ],
      validations: [{ expression: "false", message: UNWANTED }],
    },
  });
  await admin.create(resourcePath(BINDINGS), {
    ...{ apiVersion, kind: "ValidatingAdmissionPolicyBinding", metadata: { name: policy } },
    spec: { policyName: policy, validationActions: ["Deny"] },
  });
  await admin.apply(
    resourcePath(NAMESPACES, { name: probe }),
    { apiVersion: "v1", kind: "Namespace", metadata: { name: probe } },
    { fieldManager: "test" },
  );
  const answer = (wanted: boolean) => async () => {
    const pod = {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "probe", namespace: probe, labels } },
      spec: { containers: [{ name: "probe", image: "probe" }] },
    };
    try {
      await admin.create(resourcePath(PODS, { namespace: probe }), pod, { query: { dryRun: "All" } });
      return wanted;
    } catch (error) {
      return error instanceof KubeError && error.message.includes(UNWANTED) && !wanted;
    }
  };
  await waitUntil(answer(false), { what: "the policy to be in force", timeoutMs: 60_000 });
  return async () => {
    await admin.delete(resourcePath(BINDINGS, { name: policy }));
    await admin.delete(resourcePath(POLICIES, { name: policy }));
    await waitUntil(answer(true), { what: "the policy to be lifted", timeoutMs: 60_000 });
  };
}
