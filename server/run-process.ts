import type { Logger } from "pino";
import { ConfigError } from "./settings.ts";

export interface Started {
  log: Logger;
  stop(): Promise<void>;
}

/** A process's frame: `--help`, an end in order on SIGTERM and SIGINT, and one that says why it could not start. */
export async function runProcess(help: string, start: () => Promise<Started>): Promise<void> {
  if (process.argv.includes("--help") || process.argv.includes("-h")) {
    process.stdout.write(help);
    return;
  }
  try {
    const { log, stop } = await start();
    const end = (signal: NodeJS.Signals) => {
      log.info({ signal }, "stopping");
      stop().then(
        () => process.exit(0),
        (error) => {
          log.error({ err: error }, "could not stop cleanly");
          process.exit(1);
        },
      );
    };
    process.once("SIGTERM", end);
    process.once("SIGINT", end);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${error instanceof ConfigError ? "Wrong settings (see --help):\n" : ""}${message}\n`);
    process.exit(1);
  }
}
