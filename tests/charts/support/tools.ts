import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A program these tests need, and the environment variable that says where it is. */
export type ChartTool =
  | "SHOPYARD_HELM"
  | "SHOPYARD_HELM_UNITTEST"
  | "SHOPYARD_KUBECTL"
  | "SHOPYARD_KUBE_SCORE"
  | "SHOPYARD_PROMTOOL";

export interface Output {
  /** 0 where it went well. */
  code: number;
  stdout: string;
  stderr: string;
}

/** The folder of a chart: an engine's by its name, or `shopyard`. */
export const chartFolder = (chart: string): string =>
  fileURLToPath(new URL(`../../../charts/${chart}`, import.meta.url));

/** The variable's value; throws with what to set where it is unset or empty. */
export function fromEnvironment(name: ChartTool | "KUBECONFIG"): string {
  const value = process.env[name];
  if (value) return value;
  const what =
    name === "KUBECONFIG" ? "a kubeconfig of a running cluster (npm run cluster -- up)" : "the program's path";
  throw new Error(`${name} is not set: the chart tests need ${what} in it; "npm test" sets it.`);
}

/** Runs a tool to its end, whatever its exit code; `input` goes to its stdin. */
export function run(tool: ChartTool, args: readonly string[], input = ""): Promise<Output> {
  const file = fromEnvironment(tool);
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") {
        return reject(new Error(`${tool}=${file} could not be run`, { cause: error }));
      }
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

/** As run, and throws what the tool said where it failed. */
export async function runOk(tool: ChartTool, args: readonly string[], input = ""): Promise<Output> {
  const output = await run(tool, args, input);
  if (output.code !== 0) throw new Error(`${tool} ${args.join(" ")} exited ${output.code}:\n${output.stderr}`);
  return output;
}
