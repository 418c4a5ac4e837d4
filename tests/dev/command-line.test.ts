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

test("a real node and archives to load are read", () => {
  expect(parseCommandLine(["up", "--real", "--ingress-port", "8080"])).toMatchObject({ real: true, ingressPort: 8080 });
  expect(parseCommandLine(["up"])).toMatchObject({ real: false, platform: false });
  expect(parseCommandLine(["up", "--real", "--platform"])).toMatchObject({ real: true, platform: true, e2e: false });
  expect(parseCommandLine(["up", "--real", "--nodes", "2"])).toMatchObject({ real: true, nodes: 2 });
  expect(parseCommandLine(["node", "stop", "real-2"]).power).toEqual({ action: "stop", name: "real-2" });
  expect(parseCommandLine(["up", "--real", "--platform", "--e2e"])).toMatchObject({ platform: true, e2e: true });
  expect(parseCommandLine(["load", "a.tar", "b.tar"]).archives).toEqual(["a.tar", "b.tar"]);
});

test.each([[["--help"]], [["help"]], [["up", "-h"]]])("%j asks for help", (args) => {
  expect(parseCommandLine(args).command).toBe("help");
});

test.each([
  [[], /A command is missing: one of up, down, status, env, load, node, tools/],
  [["start"], /Unknown command "start": use one of up/],
  [["up", "down"], /Unexpected "down" after "up"/],
  [["up", "--nodes", "0"], /--nodes has to be a whole number from 1 to 1000, got "0"/],
  [["up", "--kubernetes", "1.12"], /--kubernetes has to be one of 1.37, 1.36, got "1.12"/],
  [["up", "--nodes", "1e2"], /--nodes has to be a whole number/],
  [["up", "--port", "99999"], /--port has to be a whole number from 1 to 65535, got "99999"/],
  [["up", "--bogus"], /--bogus/],
  [["up", "--real", "--nodes", "9"], /--nodes has to be a whole number from 1 to 8, got "9"/],
  [["node", "stop"], /"node" needs stop or start, and a name/],
  [["node", "end", "real-2"], /"node" needs stop or start, and a name/],
  [["up", "--ingress-port", "8080"], /--ingress-port is for a real node: add --real/],
  [["up", "--real", "--ingress-port", "0"], /--ingress-port has to be a whole number from 1 to 65535, got "0"/],
  [["up", "--platform"], /--platform needs pods that run: up --real --platform/],
  [["status", "--real", "--platform"], /--platform needs pods that run/],
  [["up", "--real", "--e2e"], /--e2e tries a platform in pods: up --real --platform --e2e/],
  [["load"], /"load" needs the path of at least one image archive/],
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

test("a real node's addresses are exported too", () => {
  const lines = exportLines("/k", undefined, {
    name: "real-1",
    ingress: { port: 8080, address: "10.89.1.3", from: "10.89.1.3/32" },
    apiServers: ["10.91.4.1", "10.89.1.1"],
    dns: "10.89.1.2/32",
    enforcesPolicies: true,
    containerd: { socket: "/s", namespace: "k8s.io" },
    gatewayApi: "v1.4.1",
    storageClass: "loop",
  });
  expect(lines).toContain("export SHOPYARD_INGRESS_PORT=8080");
  expect(lines).toContain("export SHOPYARD_DNS=10.89.1.2/32");
});
