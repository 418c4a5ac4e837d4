import { imagesOfEngines, nodeSettings } from "../../../dev/platform/node-settings.ts";
import { builtInEngines } from "../../../operator/engines/registry.ts";
import { startTestPlatform, type TestPlatform } from "../../support/test-platform.ts";
import { type RealCluster, useRealCluster } from "./real-cluster.ts";

/** A platform whose stores run in containers, with the images of one engine. */
export interface RealPlatform extends RealCluster {
  readonly platform: TestPlatform;
  /** Where the public reaches a store. */
  urlOf(name: string): string;
}

/**
 * Starts a cluster with a real node, builds or finds the engine's images, and starts operator and server on it. The
 * operator is that of `operatorEntry`, where given.
 */
export function useRealPlatform(
  engineName: string,
  operatorEnv: Record<string, string> = {},
  operatorEntry?: string,
): RealPlatform {
  let platform: TestPlatform | undefined;
  const images = () => {
    const engine = builtInEngines.get(engineName);
    if (engine === undefined) throw new Error(`no engine ${engineName}`);
    return imagesOfEngines([engine]);
  };
  const real = useRealCluster(images, async ({ cluster, node, folder }) => {
    const started = await startTestPlatform({
      cluster: { kubeconfig: cluster.kubeconfig, stateDir: folder, bin: cluster.bin },
      env: cluster.env,
      simulated: false,
      ...(operatorEntry !== undefined && { operatorEntry }),
      operatorEnv: { ...nodeSettings(node), ENGINES: engineName, ...operatorEnv },
    });
    platform = started;
    return () => started.stop();
  });
  return Object.defineProperties({} as RealPlatform, {
    ...Object.getOwnPropertyDescriptors(real),
    platform: {
      get() {
        if (platform === undefined) throw new Error("it is not started yet: use it in tests");
        return platform;
      },
    },
    urlOf: { value: (name: string) => `http://${name}.localhost:${real.node.ingress.port}` },
  });
}
