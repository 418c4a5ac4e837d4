/** Docker's registry, where the official images are. */
const REGISTRY = "https://registry-1.docker.io/v2/";

/** Whether the registry answers at all; one that asks for credentials does. */
export async function registryAnswers(signal?: AbortSignal): Promise<boolean> {
  const timeout = AbortSignal.any([AbortSignal.timeout(5_000), ...(signal ? [signal] : [])]);
  try {
    const { status } = await fetch(REGISTRY, { signal: timeout });
    return status === 200 || status === 401;
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}
