import { element } from "../element.js";

/** A product's picture, or an empty frame of the same size. */
export function picture(url, alternative) {
  return element(
    "div",
    { class: "picture" },
    url && element("img", { src: url, alt: alternative, width: 600, height: 600 }),
  );
}
