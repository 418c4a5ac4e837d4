/**
 * The dashboard in a process of its own, for where it and the API are apart: its files, and what the codes of errors
 * mean. It knows no cluster. `--help` prints the settings.
 */
import { createServer } from "node:http";
import { pino } from "pino";
import { z } from "zod";
import { answerText, pathOf } from "./http/answer-text.ts";
import { createHealthRoutes } from "./http/health-routes.ts";
import { startHealthServer } from "./http/health-server.ts";
import { listen } from "./http/listen.ts";
import { createPages } from "./http/pages.ts";
import { setSecurityHeaders } from "./http/security-headers.ts";
import { createStaticFiles } from "./http/static-files.ts";
import { runProcess } from "./run-process.ts";
import { LISTENING, readSettings, setting, settingsHelp } from "./settings.ts";

const SETTINGS = {
  ...LISTENING,
  CLIENT_DIR: setting({
    about: "Folder of the built dashboard.",
    allowed: "a folder with an index.html",
    fallback: undefined,
    schema: z.string(),
  }),
} as const;

const HELP = `Shopyard dashboard: its files, without the API. /graphql has to lead to the server.\n\nSettings, from the environment:\n${settingsHelp(SETTINGS)}\n`;

await runProcess(HELP, async () => {
  const { HOST, PORT, HEALTH_PORT, LOG_LEVEL, CLIENT_DIR } = readSettings(SETTINGS, process.env);
  const log = pino({ level: LOG_LEVEL, base: { app: "shopyard-dashboard" } });
  const pages = createPages(createStaticFiles(CLIENT_DIR));
  let draining = false;
  const health = createHealthRoutes({ notReady: () => (draining ? ["the dashboard is stopping"] : []) });
  const server = createServer((request, response) => {
    if (draining) response.shouldKeepAlive = false;
    const path = pathOf(request);
    setSecurityHeaders(response, "other");
    if (path === "/graphql")
      answerText(response, 404, "the API is elsewhere: this process serves the dashboard alone\n");
    else if (HEALTH_PORT !== undefined || !health(path, response)) pages(path, request, response);
  });
  const url = await listen(server, HOST, PORT, "PORT");
  const apart = HEALTH_PORT === undefined ? undefined : await startHealthServer(health, HOST, HEALTH_PORT);
  log.info({ url }, "listening");
  return {
    log,
    async stop() {
      draining = true;
      await new Promise((resolve) => server.close(resolve));
      await apart?.stop();
    },
  };
});
