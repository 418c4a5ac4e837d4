/** Shell lines that point kubectl and helm to a cluster; safe to `eval` whatever the paths are. */
export function exportLines(kubeconfig: string, binDir?: string): string {
  const lines = [`export KUBECONFIG=${quote(kubeconfig)}`];
  if (binDir !== undefined) lines.push(`export PATH=${quote(binDir)}:"$PATH"`);
  return lines.join("\n");
}

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
