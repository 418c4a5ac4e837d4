import { cleanup, configure } from "@solidjs/testing-library";
import { afterEach } from "vitest";

// Pages are loaded when they are first shown, which on a busy machine compiles them first.
configure({ asyncUtilTimeout: 15_000, getElementError: (message) => new Error(message ?? "not found") });

// The router scrolls to the top after each navigation; jsdom has no layout and says so on the console.
window.scrollTo = () => {};

afterEach(() => {
  cleanup();
  document.title = "";
  history.replaceState(null, "", "/");
});
