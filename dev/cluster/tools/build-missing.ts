import { buildTool } from "./build-tool.ts";
import { type BuildProgress, costOfCurrent, estimate, formatBar, formatSeconds } from "./progress.ts";
import type { ProgressPrinter } from "./progress-printer.ts";
import type { Tool } from "./tool-table.ts";

export interface BuildJob {
  tool: Tool;
  target: string;
}

/** Builds the tools one by one, in the order given, and says how far it is. */
export async function buildMissing(
  jobs: readonly BuildJob[],
  printer: ProgressPrinter,
  onBuilt: (job: BuildJob, seconds: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const weights = jobs.map((job) => job.tool.buildSeconds);
  const began = Date.now();
  let finished = 0;
  for (const [current, job] of jobs.entries()) {
    const label = `building ${job.tool.name} ${job.tool.version} (${current + 1} of ${jobs.length})`;
    let progress: BuildProgress = { weights, current, packages: 0, begun: 0, coldness: 1 };
    let detail = "looking for packages";
    const show = () => {
      const { percent, secondsLeft } = estimate(progress, finished, (Date.now() - began) / 1000);
      const left = secondsLeft === undefined ? "" : `, about ${formatSeconds(secondsLeft)} left`;
      printer.update(`${formatBar(percent)} ${label}${left}: ${detail}`);
    };
    const ticker = setInterval(show, 1000);
    const toolBegan = Date.now();
    try {
      show();
      await buildTool(
        job.tool,
        job.target,
        {
          onPlan(packages, missing) {
            progress = { ...progress, packages: missing, coldness: packages === 0 ? 1 : missing / packages };
            detail = missing <= 1 ? "linking" : `${missing} of ${packages} packages to compile`;
            show();
          },
          onPackage(path) {
            progress = { ...progress, begun: progress.begun + 1 };
            detail = progress.begun >= progress.packages ? "linking" : path;
            show();
          },
          onDownload(module) {
            detail = `downloading ${module}`;
            show();
          },
        },
        signal,
      );
    } finally {
      clearInterval(ticker);
      printer.done();
    }
    finished += costOfCurrent(progress);
    onBuilt(job, (Date.now() - toolBegan) / 1000);
  }
}
