import type { ErrorCode } from "@shopyard/crds/errors.ts";
import { describe, expect, test } from "vitest";
import { codeOfHelm } from "../../operator/diagnose/helm-output.ts";
import { refusalOf } from "../../operator/diagnose/refusal.ts";

const POD_SECURITY =
  'pods "demo-web-1" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false';
const VALIDATING_POLICY =
  "jobs.batch \"demo-setup\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'all' denied request: tags must be exact";
const WEBHOOK = 'admission webhook "validate.kyverno.svc-fail" denied the request: label team is required';
const LIMIT_RANGE =
  'pods "demo-web-1" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Pod is 1Gi, but limit is 2Gi]';
const QUOTA = 'pods "demo-web-1" is forbidden: exceeded quota: store, requested: pods=1, used: pods=9, limited: pods=9';
const SILENT_WEBHOOK =
  'Internal error occurred: failed calling webhook "v.x": Post "https://v.svc:443": dial tcp 10.0.0.1:443: connect: connection refused';

describe("a refusal", () => {
  test.each<[string, ReturnType<typeof refusalOf>]>([
    [QUOTA, "QuotaExceeded"],
    [POD_SECURITY, "PolicyDenied"],
    [VALIDATING_POLICY, "PolicyDenied"],
    [WEBHOOK, "PolicyDenied"],
    [LIMIT_RANGE, "PolicyDenied"],
    [SILENT_WEBHOOK, undefined],
    ['pods "x" is forbidden: error looking up service account shop-demo/default: not found', undefined],
    ['User "operator" cannot create resource "pods" in API group "" in the namespace "shop-demo"', undefined],
  ])("in the words: %s", (message, expected) => {
    expect(refusalOf(message)).toBe(expected);
  });
});

describe("helm's output", () => {
  test.each<[string, ErrorCode]>([
    [
      "values don't meet the specifications of the schema(s) in the following chart(s): x: - at '/host': got null",
      "ChartInvalid",
    ],
    ["UPGRADE FAILED: execution error at (woocommerce/templates/web.yaml:3:4): a host is needed", "ChartInvalid"],
    [
      'x/templates/web.yaml:1:10 executing "x/templates/web.yaml" at <.Values.a.b.c>: nil pointer evaluating interface {}.b',
      "ChartInvalid",
    ],
    [
      "unable to detect chart at /charts/x/Chart.yaml: open /charts/x/Chart.yaml: no such file or directory",
      "ChartInvalid",
    ],
    ['path "/charts/x" not found', "ChartInvalid"],
    ["UPGRADE FAILED: parse error at (x/templates/web.yaml:1): unclosed action, unexpected EOF", "ChartInvalid"],
    [
      "UPGRADE FAILED: YAML parse error on x/templates/web.yaml: error converting YAML to JSON: yaml: line 3",
      "ChartInvalid",
    ],
    [
      "failed to create typed patch object (a/b; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema",
      "ChartInvalid",
    ],
    ["chart requires kubeVersion: >=1.99.0 which is incompatible with Kubernetes v1.37.0", "ChartInvalid"],
    [`UPGRADE FAILED: ${WEBHOOK}`, "PolicyDenied"],
    [`UPGRADE FAILED: ${VALIDATING_POLICY}`, "PolicyDenied"],
    [`UPGRADE FAILED: ${QUOTA.replace("pods", "persistentvolumeclaims")}`, "QuotaExceeded"],
    [`UPGRADE FAILED: ${SILENT_WEBHOOK}`, "ApiRefused"],
    ['Kubernetes cluster unreachable: Get "https://x": dial tcp: connect: connection refused', "ApiUnavailable"],
    ["UPGRADE FAILED: etcdserver: request timed out", "ApiUnavailable"],
    ['resource mapping not found for name "x": no matches for kind "HTTPRoute" in version "v1"', "HelmFailed"],
    ['UPGRADE FAILED: StatefulSet.apps "x" is invalid: spec: Forbidden: updates to statefulset spec', "HelmFailed"],
  ])("%s", (message, code) => {
    expect(codeOfHelm(message)).toBe(code);
  });
});
