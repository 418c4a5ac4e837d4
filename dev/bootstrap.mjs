// node dev/bootstrap.mjs <script.ts> [args...]
//
// Runs on any Node from 18 on and without node_modules: installs what package-lock.json says, when it says something
// new, then runs the script with Node 24, which runs TypeScript as it is.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { acquireLock } from "./cluster/processes/file-lock.mjs";

const NEEDED = [24, 12];
const QUIET = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const record = join(modules, ".shopyard-lock-hash");

const say = (line) => process.stderr.write(`shopyard: ${line}\n`);

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  say("usage: node dev/bootstrap.mjs <script.ts> [args...]");
  process.exit(2);
}
try {
  await installWhenChanged();
} catch (error) {
  say(error.message);
  process.exit(1);
}
run(findNode());

function wanted() {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  // Another architecture or operating system needs other binaries from the same lockfile.
  return hash.update(`${process.platform}-${process.arch}`).digest("hex");
}

function installed() {
  if (existsSync(record)) return readFileSync(record, "utf8").trim();
  return undefined;
}

// What somebody's own `npm install` brought is as good as npm ci, when every package is the one the lockfile names.
function installedByHand() {
  try {
    const have = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")).packages;
    const want = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    return Object.entries(want).every(([path, { version, integrity, optional, devOptional, link }]) => {
      if (!path.includes("node_modules/") || link) return true;
      if (have[path] === undefined) return Boolean(optional || devOptional);
      return have[path].version === version && have[path].integrity === integrity && existsSync(join(root, path));
    });
  } catch {
    return false;
  }
}

async function installWhenChanged() {
  if (installed() === wanted()) return;
  const lock = await acquireLock(join(root, ".shopyard", "install.lock"), {
    onWait: (pid) => say(`waiting for process ${pid}, which is installing the packages`),
  });
  try {
    const hash = wanted();
    if (installed() === hash) return;
    if (installedByHand()) return writeFileSync(record, `${hash}\n`);
    say(existsSync(modules) ? "package-lock.json changed: npm ci ..." : "installing the packages: npm ci ...");
    const began = Date.now();
    await installPackages();
    writeFileSync(record, `${hash}\n`);
    say(`packages installed in ${Math.round((Date.now() - began) / 1000)} s`);
  } finally {
    lock.release();
  }
}

/**
 * `npm ci`; where it refuses a lockfile only because that leaves out some package's binaries for other platforms (a
 * registry that lacks them makes such a lockfile), `npm install`, which takes the pinned rest of it as it is.
 */
async function installPackages() {
  const first = await npm(["ci", ...QUIET]);
  if (first.ok) return;
  if (!leavesOutOtherPlatforms(first.output)) throw failed("npm ci", first);
  say("package-lock.json leaves out binaries of other platforms, which npm ci refuses: npm install --no-save ...");
  const second = await npm(["install", "--no-save", ...QUIET]);
  if (!second.ok) throw failed("npm install", second);
}

function leavesOutOtherPlatforms(output) {
  const problems = output.match(/(Missing|Invalid): .*/g) ?? [];
  return problems.length > 0 && problems.every((problem) => /^Missing: \S+@ from lock file$/.test(problem));
}

function failed(command, { output, how }) {
  process.stderr.write(output);
  return new Error(`${command} ended with ${how}; its output is above`);
}

// npm is quiet unless it fails: on an older Node it prints a warning a package about engines that Node 24 satisfies.
function npm(args) {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    let interrupted;
    const pass = (signal) => {
      interrupted = signal;
      child.kill(signal);
    };
    process.on("SIGINT", pass).on("SIGTERM", pass);
    child.on("error", (error) =>
      reject(new Error(`npm could not be started (${error.code}): install npm, which comes with Node`)),
    );
    child.on("close", (code, signal) => {
      process.off("SIGINT", pass).off("SIGTERM", pass);
      if (interrupted) reject(new Error(`interrupted by ${interrupted} while installing; run it again to go on`));
      else resolve({ ok: code === 0, how: signal ?? `code ${code}`, output: Buffer.concat(output).toString() });
    });
  });
}

function findNode() {
  const bundled = join(modules, `node-linux-${process.arch}`, "bin", "node");
  if (process.platform === "linux" && existsSync(bundled)) return bundled;
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return process.execPath;
  say(
    `Node ${NEEDED.join(".")} or newer is needed and this is ${process.versions.node}: install it from https://nodejs.org`,
  );
  process.exit(1);
}

function run(node) {
  const path = [join(modules, ".bin"), process.env.PATH].filter(Boolean).join(delimiter);
  const child = spawn(node, [script, ...args], { stdio: "inherit", env: { ...process.env, PATH: path } });
  // A terminal's Ctrl-C reaches the child by itself; a second one from here would read as "force it".
  const forwarded = new Set();
  const forward = (signal) => {
    if (forwarded.has(signal)) return;
    forwarded.add(signal);
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  process.on("SIGINT", forward).on("SIGTERM", forward);
  child.on("error", (error) => {
    say(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
