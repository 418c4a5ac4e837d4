/**
 * The syntax of a Store's fields, written so that RE2 (in the API server) and JavaScript agree: anchored, ASCII
 * classes only, no look-around, no backslashes.
 */
export const PATTERNS = {
  name: "^[a-z]([-a-z0-9]*[a-z0-9])?$",
  label: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
  displayName: "^[^[:cntrl:]]*$",
  host: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$",
  version: "^[A-Za-z0-9]([A-Za-z0-9._+-]*[A-Za-z0-9])?$",
  email: "^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?([.][A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$",
} as const;
