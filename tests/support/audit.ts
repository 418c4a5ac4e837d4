import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A request to the API server as its audit log tells it (audit.k8s.io/v1, level Metadata). */
export interface AuditedRequest {
  user: { username: string };
  verb: string;
  userAgent?: string;
  requestURI: string;
  objectRef?: { apiGroup?: string; resource?: string; subresource?: string; namespace?: string; name?: string };
  responseStatus?: { code?: number };
  annotations?: Record<string, string>;
}

/** Has an API server write down every request of every service account. */
export function auditServiceAccounts(folder: string): { file: string; flags: string[] } {
  const policy = join(folder, "audit-policy.json");
  const file = join(folder, "audit.log");
  const rules = [{ level: "Metadata", userGroups: ["system:serviceaccounts"] }, { level: "None" }];
  const omitStages = ["RequestReceived", "ResponseStarted"];
  writeFileSync(policy, JSON.stringify({ apiVersion: "audit.k8s.io/v1", kind: "Policy", omitStages, rules }));
  return { file, flags: [`--audit-policy-file=${policy}`, `--audit-log-path=${file}`] };
}

export const readAudit = (file: string): AuditedRequest[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AuditedRequest);
