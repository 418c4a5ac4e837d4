import { createEffect } from "solid-js";

/** Keeps `document.title` at `<title> · Shopyard`. */
export function createTitle(title: () => string): void {
  createEffect(() => {
    document.title = `${title()} · Shopyard`;
  });
}
