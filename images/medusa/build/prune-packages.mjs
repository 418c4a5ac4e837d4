// Leaves in node_modules what the server can load: packages by the lockfile's own graph, files by their kind.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Where the graph is cut: what only these bring is removed with them. */
const cuts = [
  // The admin's sources and what bundles them: public/admin holds the bundle.
  /^@medusajs\/(dashboard|admin-vite-plugin|admin-sdk|icons|ui|js-sdk)$/,
  /^(vite|postcss|autoprefixer|tailwindcss|esbuild|rollup|@vitejs\/plugin-react)$/,
  /^(react|react-dom|react-router-dom|react-hook-form|radix-ui|match-sorter|date-fns|lodash\.debounce|lodash\.isequal)$/,
  /^@(ariakit|tanstack|hookform|uiw|radix-ui)\//,
  // Providers that medusa-config.js does not name.
  /^@medusajs\/(file-s3|payment-stripe|analytics-posthog|notification-sendgrid|auth-github|auth-google)$/,
  /^posthog-node$/,
  // Sessions are in Redis.
  /^(@aws-sdk\/client-dynamodb|connect-dynamodb)$/,
  // Only an instrumentation.js would load these; @opentelemetry/api is no part of them.
  /^@opentelemetry\/(sdk-node|sdk-trace-node|resources|instrumentation-pg|exporter-.*|instrumentation)$/,
  // Command lines for developers.
  /^@mikro-orm\/cli$/,
  /^@jercle\/yargonaut$/,
  /^@types\//,
];

/** Files that no process opens. */
const needless = /\.(map|md|markdown|d\.[cm]?ts|ts|tsx|flow|tsbuildinfo)$/;
const needlessFolders = new Set(["__tests__", "__mocks__", "__fixtures__", ".github"]);
const legal = /^(licen[cs]e|notice|copying)/i;

const packages = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
const kept = reachable("");
let removed = 0;
for (const path of Object.keys(packages)) {
  if (path === "" || kept.has(path)) continue;
  rmSync(join(root, path), { recursive: true, force: true });
  removed += 1;
}
// A removed package may have held a kept one inside: there is none, or this throws.
for (const path of kept) if (path !== "" && !packages[path].optional) readFileSync(join(root, path, "package.json"));
prune(join(root, "node_modules"));
makeMigrationFolders(join(root, "node_modules/@medusajs"));
console.log(`${removed} packages removed, ${kept.size - 1} left`);

/** The packages that a package reaches, by the paths where Node finds them. */
function reachable(start) {
  const seen = new Set([start]);
  const queue = [start];
  for (const from of queue) {
    const entry = packages[from];
    const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies });
    for (const name of names) {
      if (cuts.some((cut) => cut.test(name))) continue;
      const path = resolve(from, name);
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      queue.push(path);
    }
  }
  return seen;
}

function resolve(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === "") return undefined;
  }
}

/** Medusa's migrator makes the folder of a module without migrations, which a read-only root refuses. */
function makeMigrationFolders(scope) {
  for (const name of readdirSync(scope)) {
    if (existsSync(join(scope, name, "dist"))) mkdirSync(join(scope, name, "dist/migrations"), { recursive: true });
  }
}

function prune(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && needlessFolders.has(entry.name)) rmSync(path, { recursive: true });
    else if (entry.isDirectory()) prune(path);
    else if (needless.test(entry.name) && !legal.test(entry.name)) rmSync(path);
  }
}
