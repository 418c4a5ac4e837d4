/** The catalogue of what can go wrong with a store: code, what it means, what a person can do, whether a retry helps. */

export interface ErrorKind {
  title: string;
  hint: string;
  /** Whether the operator tries again by itself, and whether a person's retry with the same spec can help. */
  retryable: boolean;
}

export const ERRORS = {
  UnknownEngine: {
    title: "No such engine on this platform",
    hint: "Delete the store and create it with an engine this platform offers (query `engines`).",
    retryable: false,
  },
  UnknownEngineVersion: {
    title: "This platform has no chart for that version",
    hint: "Set engineVersion to one the engine lists (query `engines`), or leave it empty.",
    retryable: false,
  },
  NamespaceTaken: {
    title: "A namespace of the store's name exists and is not ours",
    hint: "Delete that namespace or create the store under another name, then retry. Shopyard never adopts it.",
    retryable: true,
  },
  ApiUnavailable: {
    title: "The Kubernetes API did not answer",
    hint: "Nothing to do: it is tried again. If it lasts, look at the API server.",
    retryable: true,
  },
  ApiRefused: {
    title: "The Kubernetes API refused a write",
    hint: "Read the message: an admission policy, a quota or missing rights stand in the way. Then retry.",
    retryable: true,
  },
  HelmFailed: {
    title: "helm could not install the release",
    hint: "Read helm's message; a wrong image registry or chart value is the usual cause. Then retry.",
    retryable: true,
  },
  HelmTimeout: {
    title: "helm took too long and was stopped",
    hint: "Look at the API server's load, then retry.",
    retryable: true,
  },
  ImagePullFailed: {
    title: "A container image could not be pulled",
    hint: "Check the platform's image registry, tag and pull secrets, then retry.",
    retryable: true,
  },
  CrashLoop: {
    title: "A container keeps crashing",
    hint: "Read the container's last log lines and exit code; retry once the cause is gone.",
    retryable: true,
  },
  ContainerConfig: {
    title: "A container could not be configured",
    hint: "A Secret or ConfigMap it refers to is missing or lacks a key; retry, and report it if it stays.",
    retryable: true,
  },
  OutOfMemory: {
    title: "A container ran out of memory",
    hint: "Choose a larger size for the store.",
    retryable: true,
  },
  Unschedulable: {
    title: "No node has room for a pod",
    hint: "Add nodes or free some, or choose a smaller size; it goes on by itself when there is room.",
    retryable: true,
  },
  QuotaExceeded: {
    title: "The namespace's quota is used up",
    hint: "Choose a larger size for the store.",
    retryable: true,
  },
  VolumePending: {
    title: "A volume is not there yet",
    hint: "Check the platform's storage class and the cluster's volume provisioner.",
    retryable: true,
  },
  JobFailed: {
    title: "A set-up job failed",
    hint: "Read the job's last log lines; retry once the cause is gone.",
    retryable: true,
  },
  SaleFailed: {
    title: "Everything runs, yet nobody can buy",
    hint: "Read which step failed and what the shop answered; look at the shop's own log, then retry.",
    retryable: true,
  },
  WorkloadsNotReady: {
    title: "A part of the shop is not ready",
    hint: "It usually heals by itself; if it lasts, look at the pods of the part named in the message.",
    retryable: true,
  },
  DeadlineExceeded: {
    title: "Provisioning took longer than MAX_PROVISION_SECONDS",
    hint: "Look at what was not ready in the message; retry when it can be, or raise the deadline.",
    retryable: true,
  },
  UpgradeRolledBack: {
    title: "The change failed and was taken back",
    hint: "The earlier release serves again. Read why it failed; change the spec, or ask for a retry once the cause is gone.",
    retryable: true,
  },
  UpgradeStuck: {
    title: "The change failed after it had begun to migrate the shop's data",
    hint: "Nothing is taken back, and the data is kept. Read why it failed, then retry, or choose a version that can read the data.",
    retryable: true,
  },
  RollbackFailed: {
    title: "The change failed, and so did the way back",
    hint: "Read what the earlier release lacks; retry, or set the spec to a version that runs. The data is kept.",
    retryable: true,
  },
  TeardownBlocked: {
    title: "The store cannot be deleted yet",
    hint: "Something holds the namespace: the message names it. Deletion goes on by itself when that is gone.",
    retryable: true,
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;
