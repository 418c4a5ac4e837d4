import Monitor from "lucide-solid/icons/monitor";
import Moon from "lucide-solid/icons/moon";
import Sun from "lucide-solid/icons/sun";
import { createSignal, Match, Switch } from "solid-js";

type Theme = "system" | "light" | "dark";
const KEY = "shopyard-theme";
const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

/** Goes round system, light, dark; public/theme.js applies what is remembered before the first paint. */
export function ThemeToggle() {
  const [theme, setTheme] = createSignal<Theme>((document.documentElement.dataset.theme as Theme) ?? "system");
  const turn = () => {
    const next = NEXT[theme()];
    setTheme(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // Storage refused: the choice holds until the page is left.
    }
  };
  return (
    <button
      type="button"
      class="btn btn-quiet size-9 px-0"
      title={`Theme: ${theme()}`}
      aria-label={`Theme: ${theme()}. Change to ${NEXT[theme()]}`}
      onClick={turn}
    >
      <Switch>
        <Match when={theme() === "system"}>
          <Monitor class="size-4" aria-hidden="true" />
        </Match>
        <Match when={theme() === "light"}>
          <Sun class="size-4" aria-hidden="true" />
        </Match>
        <Match when={theme() === "dark"}>
          <Moon class="size-4" aria-hidden="true" />
        </Match>
      </Switch>
    </button>
  );
}
