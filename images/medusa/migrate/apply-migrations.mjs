// Runs what `medusa db:migrate --skip-scripts --execute-safe-links` and `medusa db:migrate:scripts` run, with one start.
import dbMigrate from "@medusajs/medusa/commands/db/migrate";
import runScripts from "@medusajs/medusa/commands/db/run-scripts";
import loaders from "@medusajs/medusa/loaders/index";

const directory = process.cwd();
process.env.MEDUSA_WORKER_MODE = "server";

const container = await loaders.initializeContainer(directory);
const logger = container.resolve("logger");
const migrated = await dbMigrate.migrate({
  directory,
  skipScripts: true,
  executeSafeLinks: true,
  executeSafeSearch: true,
  logger,
  container,
});
if (!migrated) throw new Error("db:migrate failed");
if (!(await runScripts.runMigrationScripts({ directory, container, logger })))
  throw new Error("db:migrate:scripts failed");
// Medusa's connections would hold the process.
process.exit(0);
