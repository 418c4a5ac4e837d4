/** How admission words its refusals. Sources: k8s.io/pod-security-admission, apiserver's validating policies and webhooks. */
const POLICY = [
  /violates PodSecurity/,
  /AdmissionPolicy '[^']*' .*denied request/,
  /admission webhook "[^"]*" denied the request/,
  /(?:maximum|minimum) \S+ usage per (?:Container|Pod|PersistentVolumeClaim) is/,
  /unable to validate against any security context constraint/,
  /image policy webhook backend denied/,
];

/** The namespace was deleted in that moment, and the caches are about to say so. Sources: apiserver's lifecycle admission. */
export const isNamespaceGoing = (message: string): boolean =>
  /because it is being terminated|namespaces "[^"]*" not found/.test(message);

/** Why the API server refuses an object, read off its words; undefined where they name neither quota nor policy. */
export function refusalOf(message: string): "QuotaExceeded" | "PolicyDenied" | undefined {
  if (/exceeded quota/.test(message)) return "QuotaExceeded";
  return POLICY.some((pattern) => pattern.test(message)) ? "PolicyDenied" : undefined;
}
