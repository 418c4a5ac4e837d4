import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { readAudit } from "../support/audit.ts";
import { testCluster } from "../support/test-cluster.ts";
import { grantedBy, type Refusal, type Right, type Role, refusedTo, usedBy } from "./support/rights.ts";

/** What the platforms of all suites before this one asked of the API server: `npm test`, or with tests/integration. */
const CHART = fileURLToPath(new URL("../../charts/shopyard", import.meta.url));
const RELEASE = "shopyard";

/** Refusals that tests/integration asks for, with the accounts' own tokens. */
const TRIED_BY_TESTS = new Set<Right>([
  ...["operator: create stores.shopyard.dev", "operator: list secrets", "operator: list stores.shopyard.dev"],
  ...["server: get configmaps", "server: get leases.coordination.k8s.io", "server: list namespaces"],
  ...["server: list pods", "server: list secrets", "server: list stores.shopyard.dev"],
  "server: patch stores/status.shopyard.dev",
]);

/** Needed where two stores ask for a host in the very same moment, which suites provoke and cannot make sure of. */
const BY_CHANCE = new Set<Right>(["Role operator in stores: get configmaps"]);

let granted: Set<Right>;
let used: Set<Right>;
let refused: Refusal[];
beforeAll(() => {
  const { auditLog, bin } = testCluster();
  const args = ["template", RELEASE, CHART, "--namespace", `${RELEASE}-system`, "--set", "auth.trustIngress=true"];
  const rendered = execFileSync(bin.helm, args, { encoding: "utf8" });
  const roles = parseAllDocuments(rendered)
    .map((document) => document.toJS() as Role | null)
    .filter((object) => object?.kind === "ClusterRole" || object?.kind === "Role");
  granted = new Set(roles.flatMap((role) => grantedBy(RELEASE, role as Role)));
  used = new Set();
  refused = [];
  for (const request of readAudit(auditLog)) {
    for (const right of usedBy(request)) used.add(right);
    const denied = refusedTo(request, granted);
    if (denied !== undefined) refused.push(denied);
  }
});

describe("the rights of charts/shopyard", () => {
  it("are those that were used, and no more", () => {
    expect([...granted.difference(used).difference(BY_CHANCE)].toSorted()).toEqual([]);
    expect([...BY_CHANCE.difference(granted)]).toEqual([]);
  });

  it("suffice", () => {
    const missing = refused.filter(({ right, ofStores }) => !ofStores && !TRIED_BY_TESTS.has(right));
    expect([...new Set(missing.map(({ right }) => right))].toSorted()).toEqual([]);
  });
});
