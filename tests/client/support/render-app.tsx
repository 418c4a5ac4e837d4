import { render } from "@solidjs/testing-library";
import { App } from "../../../client/src/app.tsx";
import type { FakeTransport } from "./fake-transport.ts";
import { makeTestLive, type TestLive } from "./make-test-live.ts";

/** The whole dashboard at a path, with the test as its server. */
export function renderApp(path: string, transport: FakeTransport): TestLive {
  history.replaceState(null, "", path);
  const test = makeTestLive(transport);
  render(() => <App live={test.live} />);
  return test;
}
