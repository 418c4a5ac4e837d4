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

/** A file, and the flags with which an API server writes every request there that the rule selects. */
export function auditTo(folder: string, rule: object): { file: string; flags: string[] } {
  const policy = join(folder, "audit-policy.json");
  const file = join(folder, "audit.log");
  const rules = [{ level: "Metadata", ...rule }, { level: "None" }];
  const omitStages = ["RequestReceived", "ResponseStarted"];
  writeFileSync(policy, JSON.stringify({ apiVersion: "audit.k8s.io/v1", kind: "Policy", omitStages, rules }));
  return { file, flags: [`--audit-policy-file=${policy}`, `--audit-log-path=${file}`] };
}

/** Has an API server write down every request of every service account. */
export const auditServiceAccounts = (folder: string): { file: string; flags: string[] } =>
  auditTo(folder, { userGroups: ["system:serviceaccounts"] });

export const readAudit = (file: string): AuditedRequest[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AuditedRequest);
