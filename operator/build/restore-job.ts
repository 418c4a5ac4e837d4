import { releaseOf, type Store } from "@shopyard/crds/store.ts";
import { type Engine, RESTORE, type Resources } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { imagesOf } from "./images.ts";
import { buildStoreJob } from "./store-job.ts";

/** A client of the database. It runs while the shop stands still, in the room that the shop's own pods leave. */
const RESOURCES: Resources = {
  requests: { cpu: "10m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

/** For all tries; the database may be starting, and a large copy takes its time to read. */
const DEADLINE_SECONDS = 900;

/** One Job an attempt: one that gave up may not be gone yet when the next begins. */
export const restoreJobName = ({ metadata, status }: Store): string =>
  `${releaseOf(metadata.name)}-restore-${status?.release?.revision ?? 0}-${status?.attempts ?? 0}`;

/** The Job that puts the copy `key` in the place of the shop's data. What it may reach are names and the database. */
export function buildRestoreJob(
  store: Store,
  engine: Engine,
  { version, key }: { version: string; key: string },
  platform: Platform,
) {
  if (engine.restore === undefined) throw new Error(`engine ${engine.name} has no program that puts a copy back`);
  const { database, ...program } = engine.restore;
  const { [database]: image } = imagesOf(engine, version, platform);
  if (image === undefined) throw new Error(`engine ${engine.name} restores with image "${database}", which it has not`);
  const release = releaseOf(store.metadata.name);
  return buildStoreJob(
    store,
    {
      ...program,
      name: restoreJobName(store),
      component: RESTORE,
      image,
      env: [
        { name: "SHOPYARD_DATABASE_HOST", value: `${release}-${database}` },
        { name: "SHOPYARD_COPY", value: key },
        { name: "SHOPYARD_AWAIT_SECONDS", value: "300" },
      ],
      resources: RESOURCES,
      backoffLimit: 3,
      deadlineSeconds: DEADLINE_SECONDS,
      files: { name: "copies", configMap: `${release}-copies`, path: "/opt/copies" },
    },
    platform,
  );
}
