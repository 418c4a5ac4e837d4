import { LABELS } from "@shopyard/crds/constants.ts";
import { credentialsSecretOf, namespaceOf, type Store } from "@shopyard/crds/store.ts";
import type { Image, Resources } from "../engines/engine.ts";
import type { Platform } from "../platform.ts";
import { imageReference } from "./images.ts";
import { storeLabels } from "./labels.ts";

type EnvironmentVariable =
  | { name: string; value: string }
  | { name: string; valueFrom: { secretKeyRef: { name: string; key: string } } };

/** A program that the operator runs in a store's namespace, beside what the chart makes. */
export interface StoreProgram {
  /** The Job's. */
  name: string;
  /** What its pod is called and labelled, and so what its network policies select. */
  component: string;
  image: Image;
  command: readonly string[];
  /** The user it runs as. */
  uid: number;
  /** Keys of the credentials Secret it needs, by environment variable. */
  secrets: Readonly<Record<string, string>>;
  env: readonly EnvironmentVariable[];
  resources: Resources;
  /** Further tries after a failed one. */
  backoffLimit: number;
  /** For all tries together. */
  deadlineSeconds: number;
  /** A ConfigMap that it finds at `path`. */
  files?: { name: string; configMap: string; path: string };
}

/** Its Job: without a token, root, capabilities or a file system it could write to but /tmp. */
export function buildStoreJob(store: Store, program: StoreProgram, platform: Platform) {
  const { config } = platform;
  const { name, component, image, command, uid, secrets, env, resources, files } = program;
  const labels = { ...storeLabels(store, platform), [LABELS.component]: component };
  const secretName = credentialsSecretOf(store.metadata.name);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace: namespaceOf(store.metadata.name, config.NAMESPACE_PREFIX), labels },
    spec: {
      backoffLimit: program.backoffLimit,
      activeDeadlineSeconds: program.deadlineSeconds,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          imagePullSecrets: config.IMAGE_PULL_SECRETS.map((secret) => ({ name: secret })),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: uid,
            runAsGroup: uid,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: component,
              image: imageReference(image, config.IMAGE_REGISTRY),
              imagePullPolicy: "IfNotPresent",
              command,
              env: [
                { name: "HOME", value: "/tmp" },
                ...env,
                ...Object.entries(secrets).map(([variable, key]) => ({
                  name: variable,
                  valueFrom: { secretKeyRef: { name: secretName, key } },
                })),
              ],
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              resources,
              volumeMounts: [
                ...(files ? [{ name: files.name, mountPath: files.path, readOnly: true }] : []),
                { name: "tmp", mountPath: "/tmp" },
              ],
            },
          ],
          volumes: [
            ...(files ? [{ name: files.name, configMap: { name: files.configMap } }] : []),
            { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
          ],
        },
      },
    },
  };
}
