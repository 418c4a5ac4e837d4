import { gatewayApiFiles } from "../../../dev/node/gateway-api.ts";
import { runOk } from "./tools.ts";

/** Makes the cluster know HTTPRoutes. They stay: another suite may be using them by then. */
export async function defineHttpRoutes(): Promise<void> {
  const file = (await gatewayApiFiles()).find((path) => path.endsWith("_httproutes.yaml"));
  if (file === undefined) throw new Error("the Gateway API's files hold no definition of HTTPRoutes");
  await runOk("SHOPYARD_KUBECTL", ["apply", "--server-side", "--filename", file]);
  const established = ["wait", "--for=condition=Established", "--timeout=30s"];
  await runOk("SHOPYARD_KUBECTL", [...established, "customresourcedefinition/httproutes.gateway.networking.k8s.io"]);
}
