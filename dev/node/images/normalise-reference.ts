/**
 * An image's name in full, as kubelet and containerd write it: `postgres:17.6` is `docker.io/library/postgres:17.6`,
 * `shopyard/medusa` is `docker.io/shopyard/medusa:latest`.
 */
export function normaliseReference(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const named = hasHost ? reference : `docker.io/${rest.length === 0 ? "library/" : ""}${reference}`;
  const last = named.slice(named.lastIndexOf("/"));
  return /[:@]/.test(last) ? named : `${named}:latest`;
}
