/** Where the keyboard goes on when what had the focus is gone: the page's content, not the top of the document. */
export function keepFocus(lost: Element | null = document.activeElement): void {
  if (lost !== null && lost !== document.body && lost.isConnected && !lost.matches(":disabled")) return;
  document.getElementById("main")?.focus({ preventScroll: true });
}
