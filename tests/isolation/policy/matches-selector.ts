import type { Labels, Selector } from "./objects.ts";

/** Whether a label selector selects these labels: everything it asks for has to hold, and an empty one asks nothing. */
export function matchesSelector({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        // As the API has it: what lacks the label is not among the values either.
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          throw new TypeError(`a selector's operator is In, NotIn, Exists or DoesNotExist, got ${operator as string}`);
      }
    })
  );
}
