/**
 * The catalogue of what can go wrong with a store, by code. docs/errors.md and the dashboard's pages about errors are
 * made from it. Texts are Markdown as far as `code` goes.
 */

interface ErrorKind {
  title: string;
  /** What happened, as a sentence or two. */
  meaning: string;
  /** What `lastError` carries of it besides the message. */
  evidence: string;
  /** What a person can do. */
  hint: string;
  /** Whether the operator tries again by itself, and whether a person's retry with the same spec can help. */
  retryable: boolean;
}

export const ERRORS = {
  UnknownEngine: {
    title: "No such engine on this platform",
    meaning: "The spec names an engine that this operator has not, or that `ENGINES` does not offer.",
    evidence: "Nothing more; the message names the engine.",
    hint: "Delete the store and create it with an engine this platform offers (query `engines`).",
    retryable: false,
  },
  UnknownEngineVersion: {
    title: "This platform has no chart for that version",
    meaning: "The spec asks for a version of its engine that is not offered here.",
    evidence: "Nothing more; the message lists the versions that are.",
    hint: "Set engineVersion to one the engine lists (query `engines`), or leave it empty.",
    retryable: false,
  },
  NamespaceTaken: {
    title: "A namespace of the store's name exists and is not ours",
    meaning: "It carries another yard's labels or none, so nothing in it is touched, and it is never deleted.",
    evidence: "Nothing more.",
    hint: "Delete that namespace, and it goes on by itself; or create the store under another name. Shopyard never adopts it.",
    retryable: true,
  },
  NamespaceRelabelled: {
    title: "The store's namespace does not carry its labels any more",
    meaning:
      "Somebody changed the labels by which Shopyard knows the namespace that it made for the store. Nothing in it is touched since, and it is not deleted.",
    evidence: "Nothing more; the message names the labels that are lacking.",
    hint: "Put the labels that the message names back (kubectl label --overwrite namespace): it goes on by itself. To keep the namespace and give up the store, delete the store and remove its finalizer shopyard.dev/teardown.",
    retryable: true,
  },
  ApiUnavailable: {
    title: "The Kubernetes API did not answer",
    meaning: "A request had no answer. That costs no attempt, it is made again; so this is hardly ever seen.",
    evidence: "Nothing more; the message says how it failed.",
    hint: "Nothing to do: it is tried again. If it lasts, look at the API server.",
    retryable: true,
  },
  ApiRefused: {
    title: "The Kubernetes API refused a write",
    meaning: "It said no to an object of the store, neither for a quota nor for a policy.",
    evidence: "`podReason` where a controller was refused a pod; the message is the API server's own.",
    hint: "Read the message: missing rights or an admission webhook that does not answer are the usual causes. Then retry.",
    retryable: true,
  },
  PolicyDenied: {
    title: "A policy of the cluster refused a part of the shop",
    meaning:
      "Pod Security, a ValidatingAdmissionPolicy, an admission webhook or a LimitRange does not let a pod or another object in.",
    evidence:
      "`podReason` and `kubernetesEvent` where a controller was refused a pod; the message names the policy and what it found.",
    hint: "Read which policy the message names; exempt the store's namespace from it or have it allow what the shop needs, then retry.",
    retryable: true,
  },
  HostTaken: {
    title: "Another store has that host",
    meaning:
      "A host belongs to the store that asked for it first, until that store is deleted or has moved to another one.",
    evidence: "Nothing more; the message names the host and the store that has it.",
    hint: "Choose another host. A new store goes on by itself when the other one lets the host go; a change that was taken back needs a retry then.",
    retryable: false,
  },
  ChartInvalid: {
    title: "The engine's chart cannot be rendered",
    meaning:
      "helm could not make objects of the chart: its values break the schema, a template fails, or the chart is incomplete.",
    evidence: "Nothing more; the message is helm's own and names the template or the value.",
    hint: "Trying again gives the same: correct the chart or the platform's settings (`ENGINE_IMAGES`, `INGRESS_ANNOTATIONS` and the like), then ask for a retry by `retryStore` or the annotation `shopyard.dev/retry`.",
    retryable: false,
  },
  HelmFailed: {
    title: "helm could not install the release",
    meaning: "helm ended with an error that none of the other codes fits.",
    evidence: "Nothing more; the message is helm's own.",
    hint: "Read helm's message; a kind the cluster does not have or a field that cannot be changed is the usual cause. Then retry.",
    retryable: true,
  },
  HelmTimeout: {
    title: "helm took too long and was stopped",
    meaning: "One run of helm took longer than `HELM_TIMEOUT_SECONDS`.",
    evidence: "Nothing more.",
    hint: "Look at the API server's load, then retry.",
    retryable: true,
  },
  ImagePullFailed: {
    title: "A container image could not be pulled",
    meaning: "The node could not get an image from its registry.",
    evidence: "`podReason`, and as `kubernetesEvent` what the registry answered.",
    hint: "Check the platform's image registry, tag and pull secrets, then retry.",
    retryable: true,
  },
  CrashLoop: {
    title: "A container keeps crashing",
    meaning: "It ended three times or more. A few crashes are tolerated, while a part it needs is still starting.",
    evidence:
      "`podReason`, `exitCode`, `logs` of the container that crashed, `kubernetesEvent`. The cause is `ProbeFailing` where the node ended it for failing its liveness or startup probe.",
    hint: "Read the container's last log lines and exit code; retry once the cause is gone.",
    retryable: true,
  },
  ContainerConfig: {
    title: "A container could not be configured",
    meaning: "A Secret, ConfigMap or key that it refers to is missing, or the node could not make the container.",
    evidence: "`podReason` and `kubernetesEvent`.",
    hint: "A Secret or ConfigMap it refers to is missing or lacks a key; retry, and report it if it stays.",
    retryable: true,
  },
  OutOfMemory: {
    title: "A container ran out of memory",
    meaning: "The kernel ended it at its memory limit, and it does not run since.",
    evidence: "`podReason` (`OOMKilled`), `exitCode`, the last `logs` before it.",
    hint: "Choose a larger size for the store.",
    retryable: true,
  },
  Unschedulable: {
    title: "No node has room for a pod",
    meaning: "The scheduler finds no node with what the pod asks for.",
    evidence: "`podReason`, and as `kubernetesEvent` what each node lacks.",
    hint: "Add nodes or free some, or choose a smaller size; it goes on by itself when there is room.",
    retryable: true,
  },
  QuotaExceeded: {
    title: "The namespace's quota is used up",
    meaning: "The store's ResourceQuota, which follows from its size, leaves no room for one more object.",
    evidence: "`podReason` and `kubernetesEvent` where a controller was refused a pod; the message has the sums.",
    hint: "Choose a larger size for the store.",
    retryable: true,
  },
  VolumePending: {
    title: "A volume is not there yet",
    meaning: "A claim is not bound, or its volume cannot be attached or mounted.",
    evidence: "`podReason`, and as `kubernetesEvent` what the scheduler, the provisioner or the node said.",
    hint: "Check the platform's storage class and the cluster's volume provisioner.",
    retryable: true,
  },
  ProbeFailing: {
    title: "A container runs and is not ready",
    meaning: "It started, and its startup or readiness probe fails.",
    evidence: "`kubernetesEvent` (`Unhealthy`): what the probe got; `logs` of the container.",
    hint: "Read what the probe got and the container's last log lines: mostly it waits for another part, or answers too late for its size.",
    retryable: true,
  },
  MigrationFailed: {
    title: "Setting up or migrating the shop's database failed",
    meaning: "The engine's Job that makes the database ready for this version gave up after its tries.",
    evidence:
      "`podReason`, `exitCode` and `logs` of its last pod; the cause is `OutOfMemory` where that is how it ended.",
    hint: "Read the job's last log lines; retry once the cause is gone. Steps that were done are not done twice.",
    retryable: true,
  },
  CopyFailed: {
    title: "The shop's data could not be copied before its migration",
    meaning:
      "Before another version changes the database, a copy is made to go back to. That failed, so nothing was migrated.",
    evidence:
      "`podReason`, `exitCode` and `logs` of the container `copy`: they say how much room it lacks, where it does.",
    hint: "Read the copy's last log lines. Where the database's volume has no room for a copy, free some, or have the platform's operator set MIGRATION_COPY to none: then there is no way back once a migration has begun. Then retry.",
    retryable: true,
  },
  JobFailed: {
    title: "A set-up job failed",
    meaning: "A Job that the shop needs gave up after its tries.",
    evidence:
      "`podReason`, `exitCode` and `logs` of its last pod; the cause is `OutOfMemory` where that is how it ended.",
    hint: "Read the job's last log lines; retry once the cause is gone.",
    retryable: true,
  },
  SaleFailed: {
    title: "Everything runs, yet nobody can buy",
    meaning: "The trial purchase before a store is Ready got stuck.",
    evidence: "`podReason`, `exitCode` and `logs` of the sale; the message names the step and what the shop answered.",
    hint: "Read which step failed and what the shop answered; look at the shop's own log, then retry.",
    retryable: true,
  },
  WorkloadsNotReady: {
    title: "A part of the shop is not ready",
    meaning: "A part is missing or not ready, and nothing that Kubernetes reports says why.",
    evidence: "`kubernetesEvent` of the part, where there is one.",
    hint: "It usually heals by itself; if it lasts, look at the pods of the part named in the message.",
    retryable: true,
  },
  DeadlineExceeded: {
    title: "Provisioning took longer than MAX_PROVISION_SECONDS",
    meaning:
      "The time that a round may spend in a slot is used up. `cause` is the code of what it most likely waited for.",
    evidence: "That of the cause.",
    hint: "Look at the cause and at what was not ready in the message; retry when it can be, or raise the deadline.",
    retryable: true,
  },
  UpgradeRolledBack: {
    title: "The change failed and was taken back",
    meaning:
      "The new release did not come up. Either it had not begun to migrate the shop's data, or the copy from before was put back; then the message says of when it is, and what came in since is not in it.",
    evidence: "That of the failure.",
    hint: "The earlier release serves again. Read why it failed; change the spec, or ask for a retry once the cause is gone.",
    retryable: true,
  },
  UpgradeStuck: {
    title: "The change failed after it had begun to migrate the shop's data",
    meaning:
      "The earlier release may not be able to read the data any more, so it is not put back. There is no whole copy of the data from before, or it could not be put back.",
    evidence: "That of the failure.",
    hint: "Nothing is taken back, and the data is kept. Read why it failed, then retry, or choose a version that can read the data.",
    retryable: true,
  },
  RollbackFailed: {
    title: "The change failed, and so did the way back",
    meaning: "Neither the new release nor the earlier one comes up.",
    evidence: "That of the failure.",
    hint: "Read what the earlier release lacks; retry, or set the spec to a version that runs. The data is kept.",
    retryable: true,
  },
  TeardownBlocked: {
    title: "The store's namespace cannot be deleted yet",
    meaning:
      "It is still there half a minute after it was deleted, or the API server refuses to delete it. The store cannot go before it, nor can a new one of its name be made.",
    evidence: "Nothing more; the message says in Kubernetes' own words what is left and which finalizer holds it.",
    hint: "Something holds the namespace: the message names it. It goes on by itself when that is gone.",
    retryable: true,
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;
