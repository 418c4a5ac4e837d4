import type { StoreDetailFragment, StoreSize } from "../../generated/graphql.ts";
import { sizeLabel } from "../status/phase-label.ts";

/** What of a release a person chose. */
export interface ReleaseChoice {
  appVersion: string;
  size?: StoreSize | null;
}

/** `2.21.2, Small`. */
export const releaseLabel = ({ appVersion, size }: ReleaseChoice): string =>
  size ? `${appVersion}, ${sizeLabel(size)}` : appVersion;

/** What of a release is otherwise than in another: its version, else its size, else nothing that a person chose. */
export function differenceLabel(release: ReleaseChoice, other: ReleaseChoice | null | undefined): string | undefined {
  if (!other || release.appVersion !== other.appVersion) return release.appVersion;
  return release.size && release.size !== other.size ? `Size ${sizeLabel(release.size)}` : undefined;
}

type Choosing = Pick<StoreDetailFragment, "requestedVersion" | "engineVersion" | "size" | "release">;

/** What the store is asked to be. */
export const wantedOf = (store: Choosing): { appVersion: string; size: StoreSize } => ({
  appVersion: store.requestedVersion ?? store.engineVersion ?? "",
  size: store.size,
});

/** What it is: its release, and until there is one what it is asked to be. */
export const runsOf = (store: Choosing): { appVersion: string; size: StoreSize } => {
  const wanted = wantedOf(store);
  return { appVersion: store.release?.appVersion ?? wanted.appVersion, size: store.release?.size ?? wanted.size };
};
