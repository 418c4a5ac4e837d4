import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { parseCommandLine } from "../../dev/cluster/arguments.ts";
import { exportLines } from "../../dev/cluster/export-lines.ts";

test("a command with its options is read", () => {
  expect(parseCommandLine(["up", "--nodes", "3", "--json", "--port=6443"])).toMatchObject({
    command: "up",
    nodes: 3,
    port: 6443,
    json: true,
    crds: true,
  });
  expect(parseCommandLine(["up", "--no-crds"]).crds).toBe(false);
});

test.each([[["--help"]], [["help"]], [["up", "-h"]]])("%j asks for help", (args) => {
  expect(parseCommandLine(args).command).toBe("help");
});

test.each([
  [[], /A command is missing: one of up, down, status, env, tools/],
  [["start"], /Unknown command "start": use one of up/],
  [["up", "down"], /Unexpected "down" after "up"/],
  [["up", "--nodes", "0"], /--nodes has to be a whole number from 1 to 1000, got "0"/],
  [["up", "--nodes", "1e2"], /--nodes has to be a whole number/],
  [["up", "--port", "99999"], /--port has to be a whole number from 1 to 65535, got "99999"/],
  [["up", "--bogus"], /--bogus/],
])("%j is refused with what is allowed", (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message);
});

test("a shell reads the exports back, whatever is in the paths", () => {
  const kubeconfig = "/tmp/it's a $(touch /tmp/never) folder/kubeconfig";
  const lines = exportLines(kubeconfig, "/opt/b in");
  const shell = spawnSync("sh", ["-c", `${lines}\nprintf '%s\\n' "$KUBECONFIG" "$PATH"`], {
    encoding: "utf8",
    env: { PATH: "/usr/bin:/bin" },
  });
  expect(shell.stdout).toBe(`${kubeconfig}\n/opt/b in:/usr/bin:/bin\n`);
});
