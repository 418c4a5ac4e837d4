import FlaskConical from "lucide-solid/icons/flask-conical";
import { Notice } from "./notice.tsx";

/** Honest about what a simulated cluster's stores are. `one`: on a store's own page. */
export function SimulatedNotice(props: { one?: boolean }) {
  return (
    <Notice tone="info" icon={<FlaskConical class="size-4" />}>
      <span class="font-medium text-ink">Simulated nodes: </span>
      {props.one ? "pods are simulated, this store sells nothing." : "pods are simulated, these stores sell nothing."}
    </Notice>
  );
}
