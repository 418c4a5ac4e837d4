/** One place of a PromQL expression that reads series: `metric{label="value"}`. */
export interface Selector {
  metric: string;
  /** Values by label, `=` and `=~` alike. */
  matchers: Record<string, string>;
}

const SELECTOR = /([a-zA-Z_:][\w:]*)\{([^}]*)\}/g;

/** The selectors of an expression, each of which has braces (outsideSelectors shows one that has none). */
export const selectorsOf = (expr: string): Selector[] =>
  [...expr.matchAll(SELECTOR)].map(([, metric = "", matchers = ""]) => ({
    metric,
    matchers: Object.fromEntries(
      [...matchers.matchAll(/(\w+)=~?"([^"]*)"/g)].map(([, label = "", value = ""]) => [label, value]),
    ),
  }));

/** What is left of an expression without its selectors. */
export const outsideSelectors = (expr: string): string => expr.replaceAll(SELECTOR, "");

/** The labels that an expression groups by. */
export const groupedBy = (expr: string): string[] =>
  [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = ""]) => labels.split(",").map((label) => label.trim()));
