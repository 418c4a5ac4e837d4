import { describe, expect, test } from "vitest";
import { diffManifests } from "../../operator/build/diff-manifests.ts";

const object = (name: string, replicas: number, digest = "a") => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, annotations: { shopyard.dev/digest: ${digest}, team: shop } }
spec:
  replicas: ${replicas}
  # a comment is nothing that the cluster sees
  paused: false
`;
const DIGEST = ["shopyard.dev/digest"];

describe("two manifests", () => {
  test("are compared object by object, whatever their order", () => {
    const before = [object("web", 1), object("worker", 1), object("cron", 1)].join("---");
    const after = [object("cron", 1, "b"), object("admin", 1, "b"), object("web", 2, "b")].join("---");
    const { differences, unchanged } = diffManifests(before, after, DIGEST);
    expect(differences.map(({ change, name }) => [change, name])).toEqual([
      ["Added", "admin"],
      ["Changed", "web"],
      ["Removed", "worker"],
    ]);
    expect(unchanged).toBe(1);
    expect(differences[1]?.diff).toBe("-   replicas: 1\n+   replicas: 2");
    expect(differences[0]?.object?.metadata.name).toBe("admin");
    expect(differences[2]?.object).toBeUndefined();
  });

  test("that differ in what is ignored alone are the same", () => {
    expect(diffManifests(object("web", 1, "a"), object("web", 1, "b"), DIGEST)).toEqual({
      differences: [],
      unchanged: 1,
    });
    expect(diffManifests(object("web", 1, "a"), object("web", 1, "b"), []).differences).toHaveLength(1);
  });

  test("may be empty", () => {
    expect(diffManifests("", "---\n---\n", DIGEST)).toEqual({ differences: [], unchanged: 0 });
  });
});
