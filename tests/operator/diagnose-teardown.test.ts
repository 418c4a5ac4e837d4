import { describe, expect, test } from "vitest";
import { blockedBy, type ObjectsOfKind, overdueAt } from "../../operator/diagnose/teardown.ts";
import type { Namespace } from "../../operator/watch/kinds.ts";
import { at, T0 } from "./support/fixtures.ts";

/** As the namespace controller of Kubernetes 1.37 words it, seen on a real API server. */
const REMAINING = {
  type: "NamespaceContentRemaining",
  status: "True",
  message: "Some resources are remaining: configmaps. has 1 resource instances",
};
const FINALIZERS = {
  type: "NamespaceFinalizersRemaining",
  status: "True",
  message: "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
};
const DISCOVERY = {
  type: "NamespaceDeletionDiscoveryFailure",
  status: "True",
  message:
    "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: broken.example.com/v1beta1: stale GroupVersion discovery: broken.example.com/v1beta1",
};
const NO_FAILURE = { type: "NamespaceDeletionContentFailure", status: "False", message: "All content deleted" };

const going = (part: Partial<Namespace> = {}, finalizers: string[] = []): Namespace => ({
  metadata: { name: "shop-demo", deletionTimestamp: at(0), finalizers },
  spec: { finalizers: ["kubernetes"] },
  ...part,
});
const held = (name: string, ...finalizers: string[]) => ({
  metadata: { name, deletionTimestamp: at(0), finalizers },
});

describe("what holds a namespace", () => {
  test.each<[string, Namespace, ObjectsOfKind[], string]>([
    [
      "objects of kinds that Kubernetes names, with their finalizers",
      going({ status: { conditions: [NO_FAILURE, REMAINING, FINALIZERS] } }),
      [],
      `${REMAINING.message}; ${FINALIZERS.message}`,
    ],
    ["an API group that does not answer", going({ status: { conditions: [DISCOVERY] } }), [], DISCOVERY.message],
    [
      "objects that the operator sees, by name",
      going({ status: { conditions: [FINALIZERS] } }),
      [
        ["Deployment", [{ metadata: { name: "demo-web" } }]],
        ["Pod", [held("demo-web-0", "example.com/hold", "x"), { metadata: { name: "other", finalizers: ["x"] } }]],
      ],
      `${FINALIZERS.message}; held by finalizers: Pod/demo-web-0 (example.com/hold, x)`,
    ],
    [
      "many such objects, a few by name",
      going(),
      [["Job", ["a", "b", "c", "d", "e"].map((name) => held(name, "x"))]],
      "held by finalizers: Job/a (x), Job/b (x), Job/c (x) and 2 more",
    ],
    [
      "finalizers of its own, of which Kubernetes does not speak",
      going({ spec: { finalizers: [] }, status: { conditions: [NO_FAILURE] } }, ["example.com/hold"]),
      [],
      "the namespace itself has the finalizer example.com/hold",
    ],
    [
      "finalizers of its spec beside Kubernetes' own",
      going({ spec: { finalizers: ["kubernetes", "example.com/hold"] } }),
      [],
      "the namespace itself has the finalizer example.com/hold",
    ],
    [
      "what nobody tells",
      going({ status: { conditions: [NO_FAILURE] } }),
      [],
      "Kubernetes says nothing: does its namespace controller run?",
    ],
  ])("%s", (_, namespace, inside, expected) => {
    expect(blockedBy(namespace, inside)).toBe(`namespace shop-demo does not go: ${expected}`);
  });

  test("is news half a minute after its deletion, and never of one that stays", () => {
    expect(overdueAt(going())).toBe(T0 + 30_000);
    expect(overdueAt({ metadata: { name: "shop-demo" } })).toBeUndefined();
  });
});
