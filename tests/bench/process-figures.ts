import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What Linux says of a process. */
export interface ProcessFigures {
  rssBytes: number;
  /** The most it had so far. */
  peakRssBytes: number;
  fileDescriptors: number;
  sockets: number;
  /** User and system time since it began. */
  cpuSeconds: number;
}

/** In all kernels that Node runs on; `getconf CLK_TCK`. */
const TICKS_A_SECOND = 100;

export function processFigures(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) * 1024;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The program's name, in brackets, may hold spaces; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const targets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      // Closed since the folder was read.
      return [];
    }
  });
  return {
    rssBytes: kilobytes("VmRSS"),
    peakRssBytes: kilobytes("VmHWM"),
    fileDescriptors: targets.length,
    sockets: targets.filter((target) => target.startsWith("socket:")).length,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
  };
}
