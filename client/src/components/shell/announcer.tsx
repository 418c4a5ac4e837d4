import { createContext, createSignal, type ParentProps, useContext } from "solid-js";

const AnnouncerContext = createContext<(message: string) => void>();

/** One polite live region for the whole page. */
export function Announcer(props: ParentProps) {
  const [message, setMessage] = createSignal("");
  return (
    <AnnouncerContext.Provider value={setMessage}>
      {props.children}
      <div aria-live="polite" role="status" class="sr-only" data-announcer>
        {message()}
      </div>
    </AnnouncerContext.Provider>
  );
}

export function useAnnounce(): (message: string) => void {
  const announce = useContext(AnnouncerContext);
  if (!announce) throw new Error("useAnnounce needs an Announcer above it");
  return announce;
}
