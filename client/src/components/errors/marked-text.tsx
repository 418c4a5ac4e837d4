import { For } from "solid-js";

/** Text of the catalogue: what stands in backticks is code. */
export function MarkedText(props: { text: string }) {
  return (
    <For each={props.text.split("`")}>
      {(part, index) => (index() % 2 === 0 ? part : <code class="font-mono text-[0.93em] wrap-anywhere">{part}</code>)}
    </For>
  );
}
