/** A file that a RUN may read and that never gets into an image. */
export interface BuildSecret {
  /** RUN --mount=type=secret,id=... */
  id: string;
  file: string;
}

export interface Build {
  /** The folder that it may copy from. */
  context: string;
  containerfile: string;
  /** The local name of what comes of it. */
  name: string;
  args: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  secrets: readonly BuildSecret[];
  /** Files and image bear the beginning of Unix time instead of the time of the build: equal inputs, equal layers. */
  timeless: boolean;
  onLine: (line: string) => void;
}

/** What builds images: docker's engine or buildah. Local names are ours and seen by nobody else. */
export interface ImageBuilder {
  readonly title: string;
  /** Fetches an official image from its registry under a local name; rejects when that can't be had. */
  pull(ref: string, name: string): Promise<void>;
  /** Reads an archive that `save` wrote with that reference. */
  load(archive: string, ref: string, name: string): Promise<void>;
  build(build: Build): Promise<void>;
  /** Writes a docker-archive that gives the image the reference in full: docker.io/library/postgres:17.6. */
  save(name: string, ref: string, archive: string): Promise<void>;
  /** Removes every local name and whatever else it made. */
  end(): Promise<void>;
}

/** `postgres:17.6` is `docker.io/library/postgres:17.6`. */
export function fullReference(ref: string): string {
  return `docker.io/${ref.includes("/") ? "" : "library/"}${ref}`;
}
