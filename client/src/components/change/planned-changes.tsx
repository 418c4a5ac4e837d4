import { For, Show } from "solid-js";
import type { Plan } from "./plan-model.ts";

type Change = Plan["changes"][number];

const LOOKS = {
  ADDED: { word: "Added", tone: "text-ok" },
  CHANGED: { word: "Changed", tone: "text-soft" },
  REMOVED: { word: "Removed", tone: "text-bad" },
} as const;

/** Objects that a change would touch, each with the lines that differ. */
export function PlannedChanges(props: { changes: readonly Change[] }) {
  return (
    <ul aria-label="Objects that would change" class="divide-y divide-line">
      <For each={props.changes}>
        {(change) => (
          <li class="py-1 text-sm" data-change={change.change}>
            <Show
              when={change.diff}
              fallback={
                <p class="py-1 pl-3.5">
                  <Named change={change} />
                </p>
              }
            >
              {(diff) => (
                <details>
                  <summary class="rounded-md py-1">
                    <Named change={change} />
                  </summary>
                  <pre class="mt-1 mb-2 rounded-lg bg-sunken px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
                    <For each={diff().split("\n")}>
                      {(line) => <span class={`block ${toneOf(line)}`}>{line || " "}</span>}
                    </For>
                  </pre>
                </details>
              )}
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}

function Named(props: { change: Change }) {
  const look = () => LOOKS[props.change.change];
  return (
    <>
      <span class={`inline-block min-w-16 ${look().tone}`}>{look().word}</span> {props.change.kind}{" "}
      <span class="font-mono text-xs wrap-anywhere">{props.change.name}</span>
    </>
  );
}

/** The sign at the line's start says it too. */
const toneOf = (line: string): string => {
  if (line.startsWith("+")) return "text-ok";
  return line.startsWith("-") ? "text-bad" : "text-soft";
};
