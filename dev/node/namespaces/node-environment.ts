/**
 * The environment of what runs in the node: nothing of the user's, above all no proxy, which Go programs would ask for
 * the API server's address.
 */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/var/lib/shopyard",
    // The machine's /tmp is seen in the node too, and what is killed there doesn't tidy up.
    TMPDIR: "/var/lib/shopyard/tmp",
    LC_ALL: "C.UTF-8",
  };
}

/** The command line that runs a program inside the node. */
export function inside(pid: number, program: string, args: readonly string[]): [string, string[]] {
  return ["nsenter", ["--target", String(pid), "--net", "--mount", "--pid", "--ipc", "--", program, ...args]];
}
