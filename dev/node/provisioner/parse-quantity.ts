const FACTORS: Record<string, number> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Bytes of a Kubernetes quantity such as `20Mi`, `1.5Gi`, `1e9`; rounded up. */
export function parseQuantity(text: string): number {
  const match = /^(\d+(?:\.\d*)?(?:[eE]\d+)?)([kMGTP]|[KMGTP]i)?$/.exec(text);
  const factor = FACTORS[match?.[2] ?? ""];
  if (match === null || factor === undefined) throw new RangeError(`"${text}" is no size that a volume can have`);
  return Math.ceil(Number(match[1]) * factor);
}
