import type { z } from "zod";

/** What a program of ours wrote as its termination message; undefined where it is not of that shape. */
export function readReport<Report extends z.ZodType>(report: Report, message: string): z.output<Report> | undefined {
  try {
    return report.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}
