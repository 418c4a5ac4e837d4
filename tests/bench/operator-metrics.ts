/** What the operator's /metrics says, by name and labels as they are written there. */
export async function operatorMetrics(url: string): Promise<(name: string) => number> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(30_000) })).text();
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  return (name) =>
    lines
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
