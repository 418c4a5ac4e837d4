/** The value of the annotation that asks for a plan (ANNOTATIONS.plan), which the answer repeats as its token. */
import { LIMITS, type Size } from "@shopyard/crds/constants.ts";

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
