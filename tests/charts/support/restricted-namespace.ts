import { run, runOk } from "./tools.ts";

/** A namespace with the Pod Security that the operator gives a store. */
export interface RestrictedNamespace extends AsyncDisposable {
  name: string;
  /** What the API server says to these objects, in a dry run: empty where it takes all of them without a warning. */
  tryApply(objects: readonly object[]): Promise<string>;
}

/** Makes the namespace and waits until pods could be made in it. */
export async function restrictedNamespace(name: string): Promise<RestrictedNamespace> {
  const levels = ["enforce", "warn", "audit"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]);
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: Object.fromEntries(levels) } };
  await runOk("SHOPYARD_KUBECTL", ["create", "--filename", "-"], JSON.stringify(namespace));
  // A pod is refused before its namespace has the service account that the controller manager makes.
  const account = ["wait", "serviceaccount/default", "--for=create", "--timeout=30s", "--namespace", name];
  await runOk("SHOPYARD_KUBECTL", account);
  return {
    name,
    async tryApply(items) {
      // Somebody else brought the definition of Store before; whose field it is, is not what is tried.
      const strict = ["--server-side", "--dry-run=server", "--validate=strict", "--warnings-as-errors"];
      const args = ["apply", ...strict, "--force-conflicts", "--namespace", name, "--filename", "-"];
      const list = { apiVersion: "v1", kind: "List", items };
      const { code, stderr } = await run("SHOPYARD_KUBECTL", args, JSON.stringify(list));
      return code === 0 ? "" : stderr;
    },
    async [Symbol.asyncDispose]() {
      await runOk("SHOPYARD_KUBECTL", ["delete", "namespace", name, "--wait=false"]);
    },
  };
}
