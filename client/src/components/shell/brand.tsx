/** An awning over a yard. */
export function Brand() {
  return (
    <span class="flex items-center gap-2">
      <svg viewBox="0 0 32 32" class="size-6" aria-hidden="true">
        <rect width="32" height="32" rx="8" class="fill-accent" />
        <path
          d="M6 9h20l2 6a3.4 3.4 0 0 1-6 1.6 3.9 3.9 0 0 1-6 0 3.9 3.9 0 0 1-6 0A3.4 3.4 0 0 1 4 15z"
          class="fill-on-accent"
        />
        <path
          d="M8 20v5h16v-5"
          fill="none"
          class="stroke-on-accent opacity-60"
          stroke-width="2.4"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      </svg>
      <span class="text-lg font-semibold tracking-tight">Shopyard</span>
    </span>
  );
}
