/** Where Kubernetes resources live on the API server. */

export interface Resource {
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
}

export interface Place {
  namespace?: string | undefined;
  name?: string | undefined;
  subresource?: string | undefined;
}

/** `/api/v1/namespaces/x/pods/y/log` and the like. */
export function resourcePath(resource: Resource, place: Place = {}): string {
  const parts = resource.group === "" ? ["api", resource.version] : ["apis", resource.group, resource.version];
  if (place.namespace !== undefined) parts.push("namespaces", place.namespace);
  parts.push(resource.plural);
  if (place.name !== undefined) parts.push(place.name);
  if (place.subresource !== undefined) parts.push(place.subresource);
  return `/${parts.map(encodeURIComponent).join("/")}`;
}

const core = (plural: string): Resource => ({ group: "", version: "v1", plural });
const of = (group: string, plural: string, version = "v1"): Resource => ({ group, version, plural });

export const STORES = of("shopyard.dev", "stores", "v1alpha1");
export const CUSTOM_RESOURCE_DEFINITIONS = of("apiextensions.k8s.io", "customresourcedefinitions");
export const NAMESPACES = core("namespaces");
export const NODES = core("nodes");
export const PODS = core("pods");
export const CONFIG_MAPS = core("configmaps");
export const SECRETS = core("secrets");
export const SERVICE_ACCOUNTS = core("serviceaccounts");
export const LEASES = of("coordination.k8s.io", "leases");
export const SELF_SUBJECT_REVIEWS = of("authentication.k8s.io", "selfsubjectreviews");
export const EVENTS = core("events");
export const RESOURCE_QUOTAS = core("resourcequotas");
export const LIMIT_RANGES = core("limitranges");
export const PERSISTENT_VOLUME_CLAIMS = core("persistentvolumeclaims");
export const PERSISTENT_VOLUMES = core("persistentvolumes");
export const NETWORK_POLICIES = of("networking.k8s.io", "networkpolicies");
export const ROLE_BINDINGS = of("rbac.authorization.k8s.io", "rolebindings");
export const DEPLOYMENTS = of("apps", "deployments");
export const STATEFUL_SETS = of("apps", "statefulsets");
export const JOBS = of("batch", "jobs");
export const CRON_JOBS = of("batch", "cronjobs");
export const SERVICES = core("services");
export const INGRESSES = of("networking.k8s.io", "ingresses");
export const HTTP_ROUTES = of("gateway.networking.k8s.io", "httproutes");
export const POD_DISRUPTION_BUDGETS = of("policy", "poddisruptionbudgets");
