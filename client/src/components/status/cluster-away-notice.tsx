import CloudOff from "lucide-solid/icons/cloud-off";
import { Notice } from "./notice.tsx";

/** The cluster does not answer; `since` is when it was last heard of, in milliseconds since the epoch. */
export function ClusterAwayNotice(props: { since: number }) {
  const time = () => new Date(props.since).toLocaleTimeString(undefined, { timeStyle: "medium" });
  return (
    <Notice tone="warn" role="status" icon={<CloudOff class="size-4" />}>
      <span class="font-medium">The cluster does not answer. </span>
      You see what was known at <time datetime={new Date(props.since).toISOString()}>{time()}</time>. Shops go on
      without it; changes have to wait until it is back.
    </Notice>
  );
}
