/** The value of the annotation that asks for a plan (ANNOTATIONS.plan), which the answer repeats as its token. */
import { LIMITS, SIZES, type Size } from "./constants.ts";

export interface PlanWish {
  engineVersion?: string | null | undefined;
  size?: Size | null | undefined;
  suspended?: boolean | null | undefined;
}

/** What is absent from the wish stays as the spec has it. */
export function encodePlanRequest(token: string, wish: PlanWish): string {
  const value = JSON.stringify({ token, ...stated(wish) });
  if (value.length > LIMITS.planRequest) throw new RangeError(`a plan's request has ${value.length} characters`);
  return value;
}

/** The token inside a request; the whole text where something else wrote it. */
export function planTokenOf(request: string): string {
  const token = decode(request)?.token;
  return typeof token === "string" ? token : request;
}

/**
 * What a request asks for.
 * @throws RangeError that says what is wrong with it, for whoever wrote it by hand
 */
export function planWishOf(request: string): PlanWish {
  const asked = decode(request);
  if (asked === undefined) throw new RangeError(`not JSON of an object: ${request.slice(0, 80)}`);
  const { token: _, engineVersion, size, suspended, ...unknown } = asked;
  const names = Object.keys(unknown);
  if (names.length > 0)
    throw new RangeError(`unknown fields ${names.join(", ")}; there is: token, engineVersion, size, suspended`);
  if (engineVersion !== undefined && typeof engineVersion !== "string")
    throw new RangeError("engineVersion must be text");
  if (suspended !== undefined && typeof suspended !== "boolean")
    throw new RangeError("suspended must be true or false");
  const known = SIZES.find((name) => name === size);
  if (size !== undefined && known === undefined) throw new RangeError(`size must be one of ${SIZES.join(", ")}`);
  return { engineVersion, size: known, suspended };
}

/** Whether a request asks for just this. */
export function asksFor(request: string, wish: PlanWish): boolean {
  const { token: _, ...asked } = decode(request) ?? {};
  const fields = stated(wish);
  const names = new Set([...Object.keys(asked), ...Object.keys(fields)]);
  return decode(request) !== undefined && [...names].every((name) => asked[name] === fields[name]);
}

const stated = ({ engineVersion, size, suspended }: PlanWish): Record<string, unknown> => ({
  ...(engineVersion && { engineVersion }),
  ...(size && { size }),
  ...(typeof suspended === "boolean" && { suspended }),
});

function decode(request: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(request);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
