import type { NodeAccess } from "../node/node-state.ts";

/**
 * Shell lines that point kubectl and helm to a cluster; safe to `eval` whatever the paths are.
 * @param more further variables with their values
 */
export function exportLines(
  kubeconfig: string,
  binDir?: string,
  node?: NodeAccess,
  more: Readonly<Record<string, string>> = {},
): string {
  const lines = [`export KUBECONFIG=${quote(kubeconfig)}`];
  if (binDir !== undefined) lines.push(`export PATH=${quote(binDir)}:"$PATH"`);
  if (node !== undefined) {
    lines.push(
      `export SHOPYARD_INGRESS_PORT=${node.ingress.port}`,
      `export SHOPYARD_INGRESS_FROM=${node.ingress.from}`,
      `export SHOPYARD_DNS=${node.dns}`,
    );
  }
  for (const [name, value] of Object.entries(more)) lines.push(`export ${name}=${quote(value)}`);
  return lines.join("\n");
}

/** As a shell reads it back in one piece. */
export function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
