import { writeFileSync } from "node:fs";

/** Writes the scheduler's configuration to `configFile` and returns the arguments that use it. */
export function schedulerArgs(kubeconfig: string, configFile: string, port: number): string[] {
  const config = {
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    leaderElection: { leaderElect: false },
    clientConnection: { kubeconfig, qps: 400, burst: 800 },
  };
  writeFileSync(configFile, JSON.stringify(config));
  return [
    `--config=${configFile}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
  ];
}
