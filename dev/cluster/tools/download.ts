import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Release } from "./downloads.ts";

/** The file came, but it isn't the one that was pinned: never used, and never silently replaced by a build. */
export class ChecksumMismatch extends Error {
  override name = "ChecksumMismatch";
}

/** The release couldn't be had from here: refused, hanging, cut off. Building it is the way on. */
export class DownloadUnavailable extends Error {
  override name = "DownloadUnavailable";
}

export interface DownloadOptions {
  /** Give up when the server hasn't begun to answer by then; default 10 000 ms. */
  firstByteMs?: number;
  /** Give up when nothing more came for that long; default 10 000 ms. */
  idleMs?: number;
  onProgress?: (receivedBytes: number, totalBytes: number | undefined) => void;
  signal?: AbortSignal;
}

/**
 * Downloads a release to `target`: into a file beside it first, checked against the pinned SHA-256, made executable
 * and renamed into place, so that `target` is either absent or whole.
 */
export async function download(
  release: Release & { sha256: string },
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const part = `${target}.part-${process.pid}`;
  const unpacked = `${target}.unpacked-${process.pid}`;
  try {
    const sha256 = await fetchTo(part, release.url, options);
    if (sha256 !== release.sha256) {
      throw new ChecksumMismatch(`${release.url} has SHA-256 ${sha256}, but ${release.sha256} is pinned: refused`);
    }
    const binary = release.member === undefined ? part : await extract(part, release.member, unpacked);
    await chmod(binary, 0o755);
    await rename(binary, target);
  } finally {
    await rm(part, { force: true });
    await rm(unpacked, { force: true, recursive: true });
  }
}

async function fetchTo(file: string, url: string, options: DownloadOptions): Promise<string> {
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([abort.signal, options.signal]) : abort.signal;
  const stopAfter = (ms: number, what: string) => setTimeout(() => abort.abort(new Error(`${what} for ${ms} ms`)), ms);
  let timer = stopAfter(options.firstByteMs ?? 10_000, "no answer");
  const hash = createHash("sha256");
  try {
    const response = await fetch(url, { signal, redirect: "follow" });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const total = Number(response.headers.get("content-length")) || undefined;
    let received = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = stopAfter(options.idleMs ?? 10_000, "nothing more came");
        hash.update(chunk);
        received += chunk.length;
        options.onProgress?.(received, total);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body as ReadableStream), watch, createWriteStream(file), { signal });
    return hash.digest("hex");
  } catch (error) {
    options.signal?.throwIfAborted();
    const cause = abort.signal.aborted ? abort.signal.reason : error;
    throw new DownloadUnavailable(`${url} can't be downloaded: ${describe(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

async function extract(archive: string, member: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  // Only the named member is unpacked, so a hostile archive can't write anywhere else.
  const result = spawnSync("tar", ["-xzf", archive, "-C", folder, "--", member], { encoding: "utf8" });
  if (result.status !== 0) {
    throw new Error(`${member} can't be unpacked from ${archive}: ${result.error?.message ?? result.stderr.trim()}`);
  }
  return join(folder, member);
}
