/** Kubernetes quantities as numbers, as far as this platform writes them: `150m`, `2`, `512Mi`, `2Gi`. */

const UNITS: Record<string, number> = { "": 1, m: 1e-3, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** @throws RangeError on a quantity written in another way. */
export function parseQuantity(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(m|Ki|Mi|Gi|Ti|)$/.exec(text);
  if (match === null) throw new RangeError(`quantity "${text}": expected digits and one of m, Ki, Mi, Gi, Ti`);
  return Number(match[1]) * (UNITS[match[2] ?? ""] ?? 1);
}

/** Cores, e.g. 0.15 -> `150m`. */
export const formatCpu = (cores: number): string => `${Math.round(cores * 1000)}m`;
/** Bytes, e.g. 2 ** 30 -> `1024Mi`. */
export const formatBytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)}Mi`;
