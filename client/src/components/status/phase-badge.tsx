import CircleCheck from "lucide-solid/icons/circle-check";
import CirclePause from "lucide-solid/icons/circle-pause";
import CircleX from "lucide-solid/icons/circle-x";
import Hourglass from "lucide-solid/icons/hourglass";
import LoaderCircle from "lucide-solid/icons/loader-circle";
import Trash from "lucide-solid/icons/trash";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import type { Component } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { StorePhase } from "../../generated/graphql.ts";
import { phaseLabel } from "./phase-label.ts";

interface Look {
  icon: Component<{ class?: string; "aria-hidden"?: "true" }>;
  tone: string;
  moves?: boolean;
}

const LOOKS: Record<StorePhase, Look> = {
  PENDING: { icon: Hourglass, tone: "bg-sunken text-soft" },
  PROVISIONING: { icon: LoaderCircle, tone: "bg-accent-wash text-accent", moves: true },
  READY: { icon: CircleCheck, tone: "bg-ok-wash text-ok" },
  SUSPENDED: { icon: CirclePause, tone: "bg-sunken text-soft" },
  UPGRADING: { icon: LoaderCircle, tone: "bg-accent-wash text-accent", moves: true },
  DEGRADED: { icon: TriangleAlert, tone: "bg-warn-wash text-warn" },
  FAILED: { icon: CircleX, tone: "bg-bad-wash text-bad" },
  DELETING: { icon: Trash, tone: "bg-warn-wash text-warn" },
};

/** A phase by icon and word, never by colour alone. */
export function PhaseBadge(props: { phase: StorePhase; large?: boolean }) {
  const look = () => LOOKS[props.phase];
  return (
    <span
      class={`inline-flex items-center gap-1.5 rounded-full font-medium whitespace-nowrap ${look().tone} ${
        props.large ? "px-3 py-1 text-sm" : "px-2 py-0.5 text-xs"
      }`}
    >
      <Dynamic
        component={look().icon}
        aria-hidden="true"
        class={`${props.large ? "size-4" : "size-3.5"} ${look().moves ? "animate-spin [animation-duration:2s]" : ""}`}
      />
      {phaseLabel(props.phase)}
    </span>
  );
}
