/** As much of a structural schema (apiextensions.k8s.io/v1) as can refuse what an earlier one took. */
export interface Schema {
  type?: string;
  required?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  enum?: readonly unknown[];
  pattern?: string;
  "x-kubernetes-validations"?: readonly { rule: string }[];
  [limit: string]: unknown;
}

const MOST = ["maxLength", "maxItems", "maxProperties", "maximum"] as const;
const LEAST = ["minLength", "minItems", "minProperties", "minimum"] as const;

/** Where `after` refuses, or lets fall, what `before` took; a line each, empty where nothing. */
export function tightened(before: Schema, after: Schema, path = ""): string[] {
  const found: string[] = [];
  const add = (what: string, at = path) => found.push(`${at || "the object"} ${what}`);
  if (before.type !== after.type) add(`is ${after.type} now, was ${before.type}`);
  for (const name of after.required ?? []) {
    if (!before.required?.includes(name)) add("is required now", `${path}.${name}`);
  }
  for (const value of before.enum ?? []) {
    if (after.enum !== undefined && !after.enum.includes(value)) add(`no longer takes ${String(value)}`);
  }
  if (before.enum === undefined && after.enum !== undefined) add("takes only some values now");
  if (after.pattern !== undefined && after.pattern !== before.pattern) add("has another pattern");
  for (const [limits, isTighter] of [
    [MOST, (had: number, has: number) => has < had],
    [LEAST, (had: number, has: number) => has > had],
  ] as const) {
    for (const limit of limits) {
      const [had, has] = [before[limit] as number | undefined, after[limit] as number | undefined];
      if (has !== undefined && (had === undefined || isTighter(had, has))) add(`has ${limit} ${has} now, had ${had}`);
    }
  }
  const rules = new Set(before["x-kubernetes-validations"]?.map(({ rule }) => rule));
  for (const { rule } of after["x-kubernetes-validations"] ?? []) if (!rules.has(rule)) add(`has a new rule: ${rule}`);
  for (const [name, schema] of Object.entries(before.properties ?? {})) {
    const same = after.properties?.[name];
    if (same === undefined) add("is gone", `${path}.${name}`);
    else found.push(...tightened(schema, same, `${path}.${name}`));
  }
  if (before.items !== undefined && after.items !== undefined) {
    found.push(...tightened(before.items, after.items, `${path}[]`));
  }
  const [had, has] = [before.additionalProperties, after.additionalProperties];
  if (typeof had === "object" && typeof has === "object") found.push(...tightened(had, has, `${path}{}`));
  else if (had !== undefined && has === undefined) add("takes no other names now");
  return found;
}
