import { screen, waitFor, within } from "@solidjs/testing-library";
import type { StoreDetail } from "../../../client/src/live/live-state.ts";
import { FakeTransport } from "./fake-transport.ts";
import { renderApp } from "./render-app.tsx";
import { appended, event, snapshot, synced } from "./stores.ts";

/** The page of a store with an open timeline. */
export async function openStorePage(store: StoreDetail, events = [event("q", 1)]) {
  const transport = new FakeTransport()
    .answer("StoreByName", () => ({ store }))
    .answer("PastRuns", () => ({ stores: { edges: [] } }));
  const t = renderApp(`/stores/${store.name}`, transport);
  await screen.findByRole("heading", { level: 1 });
  await waitFor(() => transport.live("StoreChanged"));
  transport.live("StoreChanged").send(snapshot("start", store));
  transport.live("StoreChanged").send(synced("v1"));
  transport.live("StoreEventAdded").send(appended("e1", events));
  transport.live("StoreEventAdded").send(synced("e1"));
  t.frame();
  const send = (frame: Record<string, unknown>) => {
    transport.live("StoreChanged").send(frame);
    t.frame();
  };
  const timeline = () =>
    within(screen.getByRole("list", { name: "Timeline" }))
      .getAllByRole("listitem")
      .map((item) => `${item.dataset.phase} ${item.dataset.reason}`);
  return { ...t, send, timeline };
}
