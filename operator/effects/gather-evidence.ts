import { LIMITS } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { KubeObject } from "@shopyard/kube/objects.ts";
import { EVENTS, PODS, resourcePath, SECRETS } from "@shopyard/kube/paths.ts";
import { sharpen, tellingWarning, type Warning } from "../diagnose/events.ts";
import { redact } from "../diagnose/redact.ts";
import type { Failure } from "../reconcile/failure.ts";
import { clip } from "../reconcile/timeline.ts";
import type { EffectContext } from "./context.ts";

const TIMEOUT_MS = 3_000;
/** Of a log's end: ten lines as long as a node lets them be. */
const LOG_BYTES = 160 * 1024;

interface KubernetesEvent extends KubeObject {
  involvedObject: { kind?: string; name?: string };
  reason?: string;
  message?: string;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { lastObservedTime?: string };
}

/**
 * Adds what a person would look up first: the warning Event that tells most, which may give the code away, and the last
 * log lines of the pod. Secrets are removed. A part that cannot be had (simulated pods have no logs) is left out.
 */
export async function gatherEvidence(store: Store, failure: Failure, context: EffectContext): Promise<Failure> {
  // Of no part of the shop: there is nothing to look at.
  if (failure.component === undefined) return failure;
  const namespace = namespaceOf(store.metadata.name, context.platform.config.NAMESPACE_PREFIX);
  const [secrets, warnings] = await Promise.all([
    optional(credentialsOf(store, namespace, context)),
    optional(warningsIn(namespace, context)),
  ]);
  const warning = tellingWarning(failure, warnings ?? []);
  const found = sharpen(failure, warning);
  // Without knowing the secrets nobody can tell what has to go from a log: none is shown then.
  const logs = secrets && (await optional(lastLogLines(namespace, found, secrets, context)));
  const clean = (text: string) => redact(text, secrets ?? []);
  return {
    ...found,
    message: clean(found.message),
    evidence: {
      ...found.evidence,
      ...(warning !== undefined && { kubernetesEvent: clip(clean(`${warning.reason}: ${warning.message}`)) }),
      ...(logs !== undefined && logs.length > 0 && { logs }),
    },
  };
}

async function warningsIn(namespace: string, { client, signal }: EffectContext): Promise<Warning[]> {
  const { items } = await client.list<KubernetesEvent>(resourcePath(EVENTS, { namespace }), {
    signal,
    timeoutMs: TIMEOUT_MS,
    query: { fieldSelector: "type=Warning" },
  });
  return items.map(({ involvedObject: { kind, name }, reason, message, metadata, ...times }) => ({
    about: `${kind}/${name}`,
    reason: reason ?? "Warning",
    message: message ?? "",
    time: Date.parse(
      times.series?.lastObservedTime ?? times.lastTimestamp ?? times.eventTime ?? metadata.creationTimestamp ?? "",
    ),
  }));
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
  { code, cause, component, pod = /^Pod\/(.+)$/.exec(component ?? "")?.[1], container }: Failure,
  secrets: readonly string[],
  { client, signal }: EffectContext,
): Promise<string[]> {
  if (pod === undefined) return [];
  const text = async (previous: boolean) =>
    client.text(resourcePath(PODS, { namespace, name: pod, subresource: "log" }), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      query: { container, tailLines: LIMITS.logLines, previous, limitBytes: LOG_BYTES },
    });
  // What has crashed says why in its last life; what merely is not ready, in this one.
  const running = (cause ?? code) === "ProbeFailing";
  const log = (running ? undefined : await optional(text(true))) ?? (await text(false));
  // A line that was cut may end in half a secret, which nobody would recognise.
  const whole = Buffer.byteLength(log) < LOG_BYTES ? log : log.slice(0, log.lastIndexOf("\n") + 1);
  return redact(whole, secrets)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-LIMITS.logLines)
    .map((line) => clip(line, 256));
}

/** Evidence is a help, never a reason to fail. */
async function optional<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch {
    return undefined;
  }
}
