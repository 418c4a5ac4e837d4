/**
 * Policies for the time of a roll-out: where the old release was larger, its quota and limits stay until the new one
 * has taken over. Otherwise a smaller size would refuse the very pods that replace the large ones.
 */
import { isDeepStrictEqual } from "node:util";
import { parseQuantity } from "./quantity.ts";

type Quantities = Readonly<Record<string, string>>;

/** The spec of a ResourceQuota or a LimitRange, as far as it bounds. */
export interface Bounds {
  hard?: Quantities;
  limits?: { type: string; max?: Quantities }[];
}

/** `wanted` with every bound raised to that of `present`, and whether any was. */
export function growBounds(wanted: Bounds, present: Bounds | undefined): { spec: Bounds; grown: boolean } {
  const hard = wanted.hard && larger(wanted.hard, present?.hard);
  const limits = wanted.limits?.map((limit) => {
    const old = present?.limits?.find(({ type }) => type === limit.type);
    return limit.max === undefined ? limit : { ...limit, max: larger(limit.max, old?.max) };
  });
  const spec = { ...wanted, ...(hard && { hard }), ...(limits && { limits }) };
  return { spec, grown: !isDeepStrictEqual(spec, wanted) };
}

const larger = (wanted: Quantities, present: Quantities = {}): Quantities =>
  Object.fromEntries(
    Object.entries(wanted).map(([name, quantity]) => {
      const old = present[name];
      return [name, old !== undefined && parseQuantity(old) > parseQuantity(quantity) ? old : quantity];
    }),
  );
