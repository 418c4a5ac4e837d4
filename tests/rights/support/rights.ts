/** Rights as RBAC grants them and as the audit log shows them used, spelt alike. */
import type { AuditedRequest } from "../../support/audit.ts";

/** `ClusterRole operator: patch namespaces`. */
export type Right = string;

export interface Role {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

const spell = (role: string, verb: string, group: string, resource: string): Right =>
  `${role}: ${verb} ${resource}${group === "" ? "" : `.${group}`}`;

/** Without the release's name: `ClusterRole store`, `Role operator in stores`. */
const nameOf = (release: string, kind: string, name: string, namespace: string | undefined): string => {
  const short = (text: string) => text.replace(`${release}-`, "");
  return kind === "ClusterRole" ? `${kind} ${short(name)}` : `${kind} ${short(name)} in ${short(namespace ?? "")}`;
};

export const grantedBy = (release: string, { kind, metadata, rules }: Role): Right[] =>
  rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => spell(nameOf(release, kind, metadata.name, metadata.namespace), verb, group, resource)),
      ),
    ),
  );

const ACCOUNT = /^system:serviceaccount:(?<release>.+)-system:\k<release>-(?<process>operator|server)$/;
const ALLOWED =
  /^RBAC: allowed by (Cluster)?RoleBinding "[^"/]+(\/(?<namespace>[^"]+))?" of (?<kind>\w+) "(?<role>[^"]+)"/;

/** What let a request of a platform's process through; nothing for other requests, and for refused ones. */
export function usedBy({ user, verb, objectRef, responseStatus, annotations = {} }: AuditedRequest): Right[] {
  const { release } = ACCOUNT.exec(user.username)?.groups ?? {};
  const allowed = ALLOWED.exec(annotations["authorization.k8s.io/reason"] ?? "")?.groups;
  if (release === undefined || allowed === undefined || objectRef?.resource === undefined) return [];
  const { resource, subresource, apiGroup = "" } = objectRef;
  const role = nameOf(release, allowed.kind ?? "", allowed.role ?? "", allowed.namespace);
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  const used = [spell(role, verb, apiGroup, whole)];
  // Server-side apply of what is not there: the API server asks for create, too, and logs the patch alone.
  if (verb === "patch" && responseStatus?.code === 201) used.push(spell(role, "create", apiGroup, whole));
  // Whether a role may be bound is asked within a write of the binding.
  if (resource === "rolebindings") used.push(spell(role, "bind", apiGroup, "clusterroles"));
  return used;
}

/** A request that RBAC refused. */
export interface Refusal {
  /** `operator: get secrets`. */
  right: string;
  /** Whether the role that is bound in every store has it: there the binding was on its way, or had gone (ADR 5). */
  ofStores: boolean;
}

/** @param granted  by the chart; see `grantedBy` */
export function refusedTo(request: AuditedRequest, granted: ReadonlySet<Right>): Refusal | undefined {
  const { user, verb, objectRef, annotations = {} } = request;
  const { release, process } = ACCOUNT.exec(user.username)?.groups ?? {};
  if (process === undefined || annotations["authorization.k8s.io/decision"] !== "forbid") return undefined;
  const { resource = "?", subresource, apiGroup = "", namespace } = objectRef ?? {};
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  const inStore = namespace !== undefined && ![`${release}-system`, `${release}-stores`].includes(namespace);
  return {
    right: spell(process, verb, apiGroup, whole),
    ofStores: process === "operator" && inStore && granted.has(spell("ClusterRole store", verb, apiGroup, whole)),
  };
}
