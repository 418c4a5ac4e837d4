/**
 * What the operator needs to know of an engine. One file here, one chart and the catalog: nothing else names an engine.
 */
import type { Size } from "@shopyard/crds/constants.ts";

/** Kubernetes resource quantities of one container. */
export interface Resources {
  requests: { cpu: string; memory: string };
  limits: { cpu: string; memory: string };
}

/** What a size means: resources by component, volumes by name, and how many web pods. */
export interface SizePlan {
  replicas: number;
  resources: Record<string, Resources>;
  storage: Record<string, string>;
}

/** A key of the credentials Secret and how its value is made: always the same, random characters, or the store's own. */
export type SecretKey = { key: string } & ({ fixed: string } | { random: number } | { of: "adminEmail" });

/** The component of the pod that puts a copy back: flows name it as they name the engine's own. */
export const RESTORE = "restore";

/** Traffic inside the shop that must be allowed: from pods of one component to a port of another. */
export interface Flow {
  from: readonly string[];
  to: string;
  port: number;
}

/** A workload that must be there and ready before the shop serves. */
export interface ExpectedWorkload {
  kind: "Deployment" | "StatefulSet" | "Job";
  component: string;
  /** Whether a size has this part; default: every size. */
  inSize?(plan: SizePlan): boolean;
}

/** The parts that a size has. */
export const workloadsOfSize = (engine: Engine, size: Size): ExpectedWorkload[] =>
  engine.workloads.filter(({ inSize }) => inSize?.(engine.sizes[size]) ?? true);

export interface Image {
  repository: string;
  tag: string;
  digest?: string;
}

/**
 * The program that buys in the shop as a customer would, from one of the engine's own images. What it is given and what
 * it has to answer: docs/engines.md, "The sale".
 */
export interface SaleProgram {
  /** The component whose image holds it. */
  image: string;
  command: readonly string[];
  /** The user it runs as. */
  uid: number;
  /** Keys of the credentials Secret it needs, by environment variable. */
  secrets: Readonly<Record<string, string>>;
}

/**
 * The program that puts back the copy of the shop's data which the migration Job's init container `copy` made. It is in
 * the chart's ConfigMap `<release>-copies`, mounted at /opt/copies: docs/engines.md, "The copy".
 */
export interface RestoreProgram {
  /** The component of the database, whose image has the programs that it calls. */
  database: string;
  command: readonly string[];
  /** The user it runs as. */
  uid: number;
  /** Keys of the credentials Secret it needs, by environment variable. */
  secrets: Readonly<Record<string, string>>;
}

export interface Engine {
  name: string;
  title: string;
  description: string;
  /** Newest first; each with the folder of its chart under CHARTS_DIR. */
  versions: readonly { version: string; chart: string }[];
  defaultVersion: string;
  sizes: Record<Size, SizePlan>;
  images(version: string): Record<string, Image>;
  secrets: readonly SecretKey[];
  /** In the order in which they wait for one another. */
  workloads: readonly ExpectedWorkload[];
  /** The component of the Job that changes the shop's data for another version; none where versions share their data. */
  migration?: string;
  /** How the data from before a migration is put back; none where the chart makes no copy of it. */
  restore?: RestoreProgram;
  flows: readonly Flow[];
  /** The component and port that the ingress reaches. */
  entry: { component: string; port: number };
  sale: SaleProgram;
  /** Where the administrator signs in, below the store's URL. */
  adminPath: string;
  /** Components whose containers hold several at once during a roll-out or beside the steady ones, for the quota. */
  surge: readonly string[];
  /** Chart values of this engine alone, e.g. which parts a size switches on. */
  extraValues?(plan: SizePlan): Record<string, unknown>;
}
