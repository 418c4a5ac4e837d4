import { LIMITS } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { EVENTS, PODS, resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { redact } from "../diagnose/redact.ts";
import type { Failure } from "../reconcile/failure.ts";
import { clip } from "../reconcile/timeline.ts";
import type { EffectContext } from "./context.ts";

const TIMEOUT_MS = 3_000;

interface KubernetesEvent extends KubeObject {
  reason?: string;
  message?: string;
  type?: string;
  lastTimestamp?: string;
}

/**
 * Adds what a person would look up first: the pod's latest warning Event and its last log lines, secrets removed. A
 * part that cannot be had (simulated pods have no logs) is left out.
 */
export async function gatherEvidence(store: Store, failure: Failure, context: EffectContext): Promise<Failure> {
  const pod = /^Pod\/(.+)$/.exec(failure.component ?? "")?.[1];
  if (pod === undefined) return failure;
  const namespace = namespaceOf(store.metadata.name, context.platform.config.NAMESPACE_PREFIX);
  // Without knowing the secrets nobody can tell what has to go from a log: none is shown then.
  const secrets = await optional(credentialsOf(store, namespace, context));
  const [event, logs] = await Promise.all([
    optional(latestWarning(namespace, pod, context)),
    secrets && optional(lastLogLines(namespace, pod, failure.container, secrets, context)),
  ]);
  return {
    ...failure,
    // A sale's message quotes what the shop answered.
    message: redact(failure.message, secrets ?? []),
    evidence: {
      ...failure.evidence,
      ...(event !== undefined && { kubernetesEvent: event }),
      ...(logs !== undefined && logs.length > 0 && { logs }),
    },
  };
}

async function latestWarning(
  namespace: string,
  pod: string,
  { client, signal }: EffectContext,
): Promise<string | undefined> {
  const { items } = await client.list<KubernetesEvent>(resourcePath(EVENTS, { namespace }), {
    signal,
    timeoutMs: TIMEOUT_MS,
    query: { fieldSelector: `involvedObject.kind=Pod,involvedObject.name=${pod},type=Warning` },
  });
  const latest = items.sort((a, b) => ((a.lastTimestamp ?? "") < (b.lastTimestamp ?? "") ? 1 : -1))[0];
  return latest && clip(`${latest.reason ?? "Warning"}: ${latest.message ?? ""}`);
}

async function credentialsOf(store: Store, namespace: string, { client, signal }: EffectContext): Promise<string[]> {
  const secret = await client.get<KubeObject & { data?: Record<string, string> }>(
    resourcePath(SECRETS, { namespace, name: credentialsSecretOf(store.metadata.name) }),
    { signal, timeoutMs: TIMEOUT_MS },
  );
  return Object.values(secret?.data ?? {}).map((value) => Buffer.from(value, "base64").toString());
}

async function lastLogLines(
  namespace: string,
  pod: string,
  container: string | undefined,
  secrets: readonly string[],
  { client, signal }: EffectContext,
): Promise<string[]> {
  const text = async (previous: boolean) =>
    client.text(resourcePath(PODS, { namespace, name: pod, subresource: "log" }), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      query: { container, tailLines: LIMITS.logLines, previous, limitBytes: 8192 },
    });
  const log = (await optional(text(true))) ?? (await text(false));
  return log
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-LIMITS.logLines)
    .map((line) => clip(redact(line, secrets), 256));
}

/** Evidence is a help, never a reason to fail. */
async function optional<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch {
    return undefined;
  }
}
