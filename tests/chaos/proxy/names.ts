/** Whose names are taken out of keys and digests, so that two runs with other names can be compared. */
export interface RunNames {
  /** The platform's name: the start of all its namespaces. */
  platform: string;
  /** The store's name; long and odd enough to stand for nothing else. */
  store: string;
}

/** Whether this is the name of the claim to the store's host: the host itself. */
export const isClaimOf = (name: string, { store }: Pick<RunNames, "store">): boolean => name.startsWith(`${store}.`);

/** The text with the run's names, and the hash that the engine's Job is named for, replaced by what they are. */
export const withoutNames = (text: string, { platform, store }: RunNames): string =>
  text
    .replaceAll(`${platform}-${store}`, "{namespace}")
    .replaceAll(store, "{store}")
    .replaceAll(platform, "{platform}")
    .replaceAll(/-setup-[0-9a-f]{12}\b/g, "-setup-{hash}");
