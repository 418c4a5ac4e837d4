import { For } from "solid-js";
import { shortcutsOn, switchShortcuts } from "./create-shortcuts.ts";
import { Dialog } from "./dialog.tsx";

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ["n", "New store"],
  ["/", "Search the stores"],
  ["g", "Go to the stores"],
  ["c", "Change the store that is open"],
  ["?", "This list"],
  ["Esc", "Close a dialog"],
];

export default function ShortcutsDialog(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog title="Keyboard shortcuts" open={props.open} onOpenChange={props.onOpenChange}>
      <dl class="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        <For each={SHORTCUTS}>
          {([key, does]) => (
            <>
              <dt>
                <kbd class="kbd">{key}</kbd>
              </dt>
              <dd class="text-soft">{does}</dd>
            </>
          )}
        </For>
      </dl>
      <label class="mt-4 flex items-center gap-2 border-t border-line pt-4 text-sm">
        <input
          type="checkbox"
          class="size-4 accent-accent"
          checked={shortcutsOn()}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
        />
        Use single-key shortcuts
      </label>
    </Dialog>
  );
}
