import "./styles.css";
import { render } from "solid-js/web";
import { App } from "./app.tsx";
import { requestFrame } from "./live/frame-scheduler.ts";
import { makeLive } from "./live/live.ts";
import { makeUrqlTransport } from "./live/urql-transport.ts";

const live = makeLive({
  transport: makeUrqlTransport(location.origin),
  clock: {
    now: Date.now,
    after: (ms, fn) => {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
  },
  random: Math.random,
  requestFrame,
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
render(() => <App live={live} />, root);
