/** As much of a structural schema's check as the API server does on what the operator writes. */

interface Schema {
  type: "object" | "array" | "string" | "integer" | "boolean";
  enum?: readonly string[];
  required?: readonly string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  format?: string;
  "x-kubernetes-list-map-keys"?: readonly string[];
}

/** Every way in which `value` breaks `schema`; a field the schema doesn't know is one, since it would be dropped. */
export function schemaViolations(value: unknown, schema: unknown, path = "$"): string[] {
  const wants = schema as Schema;
  switch (wants.type) {
    case "object": {
      if (value === null || typeof value !== "object" || Array.isArray(value)) return [`${path}: no object`];
      const properties = wants.properties ?? {};
      const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
      return [
        ...(wants.required ?? [])
          .filter((key) => !present.some(([name]) => name === key))
          .map((key) => `${path}.${key}: missing`),
        ...present.flatMap(([key, inner]) =>
          properties[key] === undefined
            ? [`${path}.${key}: unknown`]
            : schemaViolations(inner, properties[key], `${path}.${key}`),
        ),
      ];
    }
    case "array": {
      if (!Array.isArray(value)) return [`${path}: no array`];
      const keys = wants["x-kubernetes-list-map-keys"];
      const ids = value.map((item) => keys?.map((key) => item[key]).join("/"));
      return [
        ...(value.length > (wants.maxItems ?? Number.POSITIVE_INFINITY) ? [`${path}: ${value.length} items`] : []),
        ...(keys !== undefined && new Set(ids).size < ids.length ? [`${path}: the same key twice`] : []),
        ...value.flatMap((item, index) => schemaViolations(item, wants.items, `${path}[${index}]`)),
      ];
    }
    case "string": {
      if (typeof value !== "string") return [`${path}: no string`];
      const length = [...value].length;
      return [
        ...(wants.enum !== undefined && !wants.enum.includes(value) ? [`${path}: ${value} is not in the enum`] : []),
        ...(length > (wants.maxLength ?? Number.POSITIVE_INFINITY) ? [`${path}: ${length} characters`] : []),
        ...(length < (wants.minLength ?? 0) ? [`${path}: ${length} characters`] : []),
        ...(wants.format === "date-time" && new Date(value).toISOString() !== value ? [`${path}: no date-time`] : []),
        ...(value.isWellFormed() ? [] : [`${path}: half a surrogate pair, which the API server would replace`]),
      ];
    }
    case "integer":
      return [
        ...(Number.isSafeInteger(value) ? [] : [`${path}: no integer`]),
        ...((value as number) < (wants.minimum ?? Number.NEGATIVE_INFINITY) ? [`${path}: ${value} is too little`] : []),
      ];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path}: no boolean`];
  }
}
