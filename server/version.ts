import manifest from "../package.json" with { type: "json" };

/** The release this server is of. */
export const VERSION: string = manifest.version;
