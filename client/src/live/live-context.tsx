import { createContext, onCleanup, onMount, type ParentProps, useContext } from "solid-js";
import type { Live } from "./live.ts";

const LiveContext = createContext<Live>();

/** Hands `live` to the pages, and tries again at once when the browser is back online or in view. */
export function LiveProvider(props: ParentProps<{ live: Live }>) {
  const wake = () => {
    if (document.visibilityState === "visible") props.live.retryNow();
  };
  onMount(() => {
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
  });
  onCleanup(() => {
    window.removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
    props.live.close();
  });
  return <LiveContext.Provider value={props.live}>{props.children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider above it");
  return live;
}
