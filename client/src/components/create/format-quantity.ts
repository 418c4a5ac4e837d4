const BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi"] as const;

/** A Kubernetes amount of bytes for people: `1440Mi` is `1.4 GiB`. What is written otherwise stays as it is. */
export function formatBytes(quantity: string): string {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|Pi)$/.exec(quantity);
  if (!match) return quantity;
  let value = Number(match[1]);
  let unit = BINARY.indexOf(match[2] as (typeof BINARY)[number]);
  while (value >= 1024 && unit < BINARY.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${rounded(value)} ${BINARY[unit]}B`;
}

/** Kubernetes CPU for people: `200m` is `0.2`. */
export function formatCpu(quantity: string): string {
  const match = /^(\d+)m$/.exec(quantity);
  return match ? rounded(Number(match[1]) / 1000) : quantity;
}

/** At most two digits after the point below 1, one above. */
const rounded = (value: number): string => String(Number(value.toFixed(value < 1 ? 2 : 1)));
