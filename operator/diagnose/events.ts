/** What Kubernetes Events say of a failure. Some of it stands nowhere else: who was refused a pod, what a probe got. */
import type { ErrorCode } from "@shopyard/crds/errors.ts";
import type { Failure } from "../reconcile/failure.ts";
import { refusalOf } from "./refusal.ts";

/** A warning Event. */
export interface Warning {
  /** What it is about, e.g. `Pod/demo-web-0`. */
  about: string;
  reason: string;
  message: string;
  /** When it happened last; milliseconds since the epoch. */
  time: number;
}

/** Reasons that tell more than others of the same object, by code; else the latest counts. */
const TELLING: Partial<Record<ErrorCode, readonly string[]>> = {
  // "BackOff" only says that it is tried again.
  ImagePullFailed: ["Failed", "InspectFailed"],
  ContainerConfig: ["Failed", "FailedMount"],
  Unschedulable: ["FailedScheduling"],
  VolumePending: ["ProvisioningFailed", "FailedAttachVolume", "FailedMount", "FailedBinding", "FailedScheduling"],
  ProbeFailing: ["Unhealthy"],
  QuotaExceeded: ["FailedCreate"],
  PolicyDenied: ["FailedCreate"],
  ApiRefused: ["FailedCreate"],
};

/** The warning that tells most of a failure. */
export function tellingWarning(failure: Failure, warnings: readonly Warning[]): Warning | undefined {
  const latestFirst = warnings.filter(({ about }) => concerns(failure, about)).sort((a, b) => b.time - a.time);
  for (const reason of TELLING[failure.cause ?? failure.code] ?? []) {
    const found = latestFirst.find((warning) => warning.reason === reason);
    if (found !== undefined) return found;
  }
  return (wasEnded(failure) ? latestFirst.find(isKilling) : undefined) ?? latestFirst[0];
}

/** The failure with a code or cause that its warning gives away, where it was vague about that. */
export function sharpen(failure: Failure, warning: Warning | undefined): Failure {
  const found = warning && codeOf(warning);
  const vague = (code: ErrorCode | undefined) => code === "WorkloadsNotReady";
  if (warning && wasEnded(failure) && isKilling(warning)) return { ...failure, cause: "ProbeFailing" };
  if (vague(failure.code) && found !== undefined) {
    return { ...failure, code: found, message: `${failure.message}: ${warning?.message}` };
  }
  if (!vague(failure.cause)) return failure;
  const { cause: _, ...rest } = failure;
  return found === undefined ? rest : { ...rest, cause: found };
}

/** Whether an Event about `object` bears on the failure: of its component, of its pod, of what its component makes. */
function concerns({ component, pod, cause, code }: Failure, object: string): boolean {
  if (component === undefined) return false;
  if (object === component || object === `Pod/${pod}`) return true;
  const [kind, name] = component.split("/");
  if (kind === "Deployment") return object.startsWith(`ReplicaSet/${name}-`);
  return (cause ?? code) === "VolumePending" && object.startsWith("PersistentVolumeClaim/");
}

/** Crashed as something does that the node ended, by SIGTERM or SIGKILL. */
const wasEnded = ({ code, evidence }: Failure): boolean =>
  code === "CrashLoop" && [0, 137, 143].includes(evidence?.exitCode ?? -1);

/** The node ends a container whose liveness or startup probe fails, not one that is merely not ready. */
const isKilling = ({ reason, message }: Warning): boolean =>
  reason === "Unhealthy" && /^(?:Liveness|Startup) probe/.test(message);

function codeOf({ reason, message }: Warning): ErrorCode | undefined {
  switch (reason) {
    case "FailedCreate":
      return refusalOf(message) ?? "ApiRefused";
    case "FailedScheduling":
      return /persistentvolumeclaim|volume/i.test(message) ? "VolumePending" : "Unschedulable";
    case "FailedMount":
      return /(?:secret|configmap) "[^"]*" not found|references non-existent/.test(message)
        ? "ContainerConfig"
        : "VolumePending";
    case "FailedAttachVolume":
    case "ProvisioningFailed":
    case "FailedBinding":
      return "VolumePending";
    case "FailedCreatePodSandBox":
      return "ContainerConfig";
    case "Unhealthy":
      return "ProbeFailing";
    default:
      return undefined;
  }
}
