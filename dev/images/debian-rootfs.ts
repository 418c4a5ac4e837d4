import { existsSync } from "node:fs";
import type { ProgressPrinter } from "../cluster/tools/progress-printer.ts";
import { aptOptions } from "./build-secrets.ts";
import { requirePrograms } from "./debian-packages.ts";
import { runLogged } from "./run-logged.ts";

/** Left out of every package from here on, as in the official slim images: nobody reads it in a container. */
const LEFT_OUT = ["doc", "man", "locale", "info", "lintian"].map((name) => `path-exclude=/usr/share/${name}/*`);
const KEPT = ["path-include=/usr/share/doc/*/copyright"];

/** So that bookworm needs no package, and no Perl, to merge /bin into /usr/bin. */
const MERGED_USR = "/usr/share/mmdebstrap/hooks/merged-usr";

/** Makes the root file system of a Debian release, its essential packages and apt, as a tarball. */
export async function makeDebianRootfs(
  suite: string,
  target: string,
  options: { printer: ProgressPrinter; signal?: AbortSignal },
): Promise<void> {
  await requirePrograms(["mmdebstrap"], "debian:*-slim has to be made from Debian's packages", options);
  await runLogged(
    "mmdebstrap",
    [
      "--variant=minbase",
      "--format=tar",
      ...[...LEFT_OUT, ...KEPT].map((option) => `--dpkgopt=${option}`),
      ...(await aptOptions()).map((option) => `--aptopt=${option}`),
      ...(existsSync(MERGED_USR) ? [`--hook-dir=${MERGED_USR}`] : []),
      // The options above that say how this machine reaches the archive.
      '--customize-hook=rm -f "$1/etc/apt/apt.conf.d/99mmdebstrap"',
      '--customize-hook=rm -rf "$1"/var/cache/debconf/*-old "$1"/var/log/* "$1"/etc/hostname "$1"/etc/resolv.conf',
      suite,
      target,
    ],
    { ...options, onLine: (line) => options.printer.update(`mmdebstrap ${suite}: ${line}`) },
  );
}
