import { onCleanup, onMount } from "solid-js";

const KEY = "shopyard-shortcuts";

/** Speech input types single letters by accident, so they can be switched off (WCAG 2.1.4). */
export const shortcutsOn = (): boolean => {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
};

export function switchShortcuts(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // Storage refused: they stay on.
  }
}

/** Single keys, anywhere but where text is typed or a dialog is open. */
export function createShortcuts(actions: Record<string, () => void>): void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
    const target = event.target as HTMLElement | null;
    if (target?.closest("input, textarea, select, [contenteditable], [role=dialog]")) return;
    const action = actions[event.key];
    if (!action || !shortcutsOn()) return;
    event.preventDefault();
    action();
  };
  onMount(() => document.addEventListener("keydown", onKeyDown));
  onCleanup(() => document.removeEventListener("keydown", onKeyDown));
}
