// The import directions of the architecture. tests/repository/imports.test.ts plants a violation of each.
const IO = "^(node:)?(fs|fs/promises|child_process|net|http|https|tls|dgram|worker_threads|timers/promises)$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });
const no = (name, comment, from, to) => rule(name, comment, { path: from }, { path: to });

module.exports = {
  forbidden: [
    rule("no-cycles", "A cycle has no order to be read in.", { pathNot: "^client/src/generated" }, { circular: true }),
    rule(
      "resolvable",
      "What is imported must exist.",
      {},
      { couldNotResolve: true, pathNot: "^@graphql-typed-document-node/core$" },
    ),
    no("crds-import-nothing", "crds/ is the contract: it knows nobody.", "^crds/", "^(?!crds/)"),
    no("kube-below", "kube/ is below server and operator.", "^kube/", "^(crds|server|operator|client|dev|tests)/"),
    no("operator-apart", "Operator and server meet in the Store only.", "^operator/", "^(server|client|dev|tests)/"),
    no("server-apart", "Operator and server meet in the Store only.", "^server/", "^(operator|client|dev|tests)/"),
    no("client-apart", "The client knows schema.graphql only.", "^client/", "^(crds|kube|operator|server|dev|tests)/"),
    no(
      "dev-apart",
      "Local tools start operator and server as processes; what an engine is made of is data.",
      "^dev/(?!conformance/)",
      "^(operator/(?!engines/)|server/|tests/)",
    ),
    no(
      "conformance-apart",
      "The kit sells as the operator does and starts it with other engines; it never acts or decides for it.",
      "^dev/conformance/",
      "^(operator/(effects|queue|reconcile|operator|watch/(?!kinds))|server/|tests/)",
    ),
    no(
      "rules-are-pure",
      "Decisions do no I/O.",
      "^operator/reconcile/(rules/|decide|action|conditions|timeline|summarize)",
      "^(operator/(effects|watch/(?!kinds)|queue)|kube/(client|list-watch)|node_modules/undici)",
    ),
    no(
      "rules-do-no-io",
      "Decisions and builders do no I/O.",
      "^operator/(reconcile/(rules/|decide|summarize|timeline|conditions)|build/)",
      IO,
    ),
    no(
      "builders-are-pure",
      "Builders do no I/O.",
      "^operator/build/",
      "^(operator/(effects|watch|queue)|kube/(client|list-watch))",
    ),
    rule(
      "only-act-has-effects",
      "Effects happen in act, and at the start.",
      { path: "^operator/", pathNot: "^operator/(effects/|reconcile/act|operator\\.ts)" },
      { path: "^operator/effects/" },
    ),
    no(
      "effects-below-act",
      "Effects know neither who decides nor who calls them.",
      "^operator/effects/",
      "^operator/reconcile/(act|reconciler|decide|rules)",
    ),
    no("services-below-schema", "schema -> services -> kube.", "^server/services/", "^server/(schema|live)/"),
    no("live-below-schema", "live -> kube.", "^server/live/", "^server/(schema|services)/"),
    no(
      "server-kube-lowest",
      "server/kube knows nobody above it.",
      "^server/kube/",
      "^server/(schema|services|live|http)/",
    ),
    no(
      "components-draw",
      "Components take props: no page, no live data.",
      "^client/src/components/",
      "^client/src/(pages|live)/",
    ),
    rule(
      "only-live-knows-urql",
      "live/ is the only place that knows urql.",
      { path: "^client/src/", pathNot: "^client/src/(live|generated)/" },
      { path: "node_modules/(@urql|graphql-ws)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(client/dist|dist|\\.shopyard|docs)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
      mainFields: ["module", "main"],
    },
  },
};
