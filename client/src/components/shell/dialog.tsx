import { Dialog as Kobalte } from "@kobalte/core/dialog";
import X from "lucide-solid/icons/x";
import { onCleanup, type ParentProps } from "solid-js";
import { keepFocus } from "./keep-focus.ts";

/** Modal: traps focus, begins at its first input, closes on Escape, gives focus back. */
export function Dialog(props: ParentProps<{ title: string; open: boolean; onOpenChange: (open: boolean) => void }>) {
  const opener = document.activeElement as HTMLElement | null;
  onCleanup(() => {
    // After Kobalte, which knows no trigger to give the focus back to.
    setTimeout(() => {
      opener?.focus({ preventScroll: true });
      keepFocus();
    });
  });
  return (
    <Kobalte open={props.open} onOpenChange={props.onOpenChange}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 bg-[oklch(0.15_0.02_220/0.55)]" />
        <div class="fixed inset-0 z-50 grid items-end overflow-y-auto p-3 sm:place-items-center">
          <Kobalte.Content
            class="card w-full max-w-lg p-5 shadow-2xl"
            onOpenAutoFocus={(event) => {
              const first = document.querySelector<HTMLElement>("[role=dialog] input");
              if (!first) return;
              event.preventDefault();
              first.focus();
            }}
          >
            <div class="mb-3 flex items-start justify-between gap-4">
              <Kobalte.Title class="min-w-0 text-lg wrap-anywhere font-semibold tracking-tight">
                {props.title}
              </Kobalte.Title>
              <Kobalte.CloseButton class="btn btn-quiet -mt-1 -mr-2 size-8 shrink-0 min-h-0 px-0" aria-label="Close">
                <X class="size-4" aria-hidden="true" />
              </Kobalte.CloseButton>
            </div>
            {props.children}
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  );
}
