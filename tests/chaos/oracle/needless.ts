import type { Outcome } from "./digest.ts";

/** What a version, or a size that is asleep, has and another has not: these come and go with the spec. */
const COME_AND_GO = /^(Job|ConfigMap)\//;

/** Objects that every spec has, and that were made anew or taken away all the same; one line each. */
export const needless = ({ changes }: Outcome): string[] =>
  [...changes].filter(([key]) => !COME_AND_GO.test(key)).map(([key, counts]) => `needless: ${key} ${counts}`);
