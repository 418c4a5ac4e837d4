import { A, Route, Router, type RouteSectionProps, useLocation, useNavigate } from "@solidjs/router";
import Keyboard from "lucide-solid/icons/keyboard";
import { createEffect, createSignal, ErrorBoundary, lazy, on, Show, Suspense } from "solid-js";
import { Announcer, useAnnounce } from "./components/shell/announcer.tsx";
import { Brand } from "./components/shell/brand.tsx";
import { createShortcuts } from "./components/shell/create-shortcuts.ts";
import { ThemeToggle } from "./components/shell/theme-toggle.tsx";
import { ClusterAwayNotice } from "./components/status/cluster-away-notice.tsx";
import { ConnectionPill, type ConnectionView } from "./components/status/connection-pill.tsx";
import type { Live } from "./live/live.ts";
import { LiveProvider, useLive } from "./live/live-context.tsx";
import StoresPage from "./pages/stores-page.tsx";

const NewStorePage = lazy(() => import("./pages/new-store-page.tsx"));
const StorePage = lazy(() => import("./pages/store-page.tsx"));
const ChangeStorePage = lazy(() => import("./pages/change-store-page.tsx"));
const ErrorsPage = lazy(() => import("./pages/errors-page.tsx"));
const NotFoundPage = lazy(() => import("./pages/not-found-page.tsx"));
const ShortcutsDialog = lazy(() => import("./components/shell/shortcuts-dialog.tsx"));

export function App(props: { live: Live }) {
  return (
    <LiveProvider live={props.live}>
      <Announcer>
        <Router root={Layout}>
          <Route path="/" component={StoresPage} />
          <Route path="/new" component={NewStorePage} />
          <Route path="/stores/:name" component={StorePage} />
          <Route path="/stores/:name/change" component={ChangeStorePage} />
          <Route path="/errors/:code?" component={ErrorsPage} />
          <Route path="*" component={() => <NotFoundPage />} />
        </Router>
      </Announcer>
    </LiveProvider>
  );
}

/** Says when the page stops being live, and when it is again. */
function announceConnection(): void {
  const live = useLive();
  const announce = useAnnounce();
  createEffect(
    on(
      () => live.connection().status,
      (status, before) => {
        if (status === "stale") announce("Connection lost. Trying again.");
        else if (status === "live" && before === "stale") announce("Live again.");
      },
    ),
  );
}

function Layout(props: RouteSectionProps) {
  const live = useLive();
  const navigate = useNavigate();
  const location = useLocation();
  const [help, setHelp] = createSignal(false);
  let main!: HTMLElement;
  announceConnection();
  const connection = (): ConnectionView => {
    const away = live.clusterAway();
    return away ? { status: "away", since: away.since } : live.connection();
  };

  createShortcuts({
    n: () => navigate("/new"),
    g: () => navigate("/"),
    "?": () => setHelp(true),
    "/": () => {
      if (location.pathname !== "/") navigate("/");
      queueMicrotask(() => document.getElementById("store-search")?.focus());
    },
  });
  // A new page is read from its top, not from the link that led to it.
  createEffect(
    on(
      () => location.pathname,
      () => main.focus({ preventScroll: true }),
      { defer: true },
    ),
  );

  return (
    <div class="flex min-h-dvh flex-col">
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link; the handler only keeps the hash out of the router */}
      <a
        href="#main"
        class="btn btn-primary fixed top-2 left-2 z-30 -translate-y-20 focus:translate-y-0"
        onClick={(event) => {
          event.preventDefault();
          main.focus();
        }}
      >
        Skip to the content
      </a>
      <header class="sticky top-0 z-20 border-b border-line bg-surface/95 backdrop-blur-sm">
        <div class="mx-auto flex h-13 w-full max-w-6xl items-center gap-3 px-4">
          <A href="/" class="rounded-lg" aria-label="Shopyard: all stores">
            <Brand />
          </A>
          <div class="ml-auto flex items-center gap-1">
            <ConnectionPill connection={connection()} onRetry={live.retryNow} />
            <button
              type="button"
              class="btn btn-quiet ml-1 hidden size-9 px-0 sm:inline-flex"
              aria-label="Keyboard shortcuts"
              title="Keyboard shortcuts (?)"
              onClick={() => setHelp(true)}
            >
              <Keyboard class="size-4" aria-hidden="true" />
            </button>
            <ThemeToggle />
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabindex="-1" class="mx-auto w-full max-w-6xl flex-1 px-4 py-6 outline-none">
        <Show when={live.clusterAway()}>
          {(away) => (
            <div class="mb-4">
              <ClusterAwayNotice since={away().since} />
            </div>
          )}
        </Show>
        <ErrorBoundary fallback={(error, reset) => <Crash error={error} onReset={reset} />}>
          <Suspense>{props.children}</Suspense>
        </ErrorBoundary>
      </main>
      <Suspense>
        <Show when={help()}>
          <ShortcutsDialog open={help()} onOpenChange={setHelp} />
        </Show>
      </Suspense>
    </div>
  );
}

/** A page that threw: what it said, and a way on. */
function Crash(props: { error: unknown; onReset: () => void }) {
  return (
    <div role="alert" class="card grid justify-items-start gap-3 p-6">
      <h1>This page broke</h1>
      <p class="font-mono text-sm break-words text-soft">
        {props.error instanceof Error ? props.error.message : String(props.error)}
      </p>
      <button type="button" class="btn" onClick={() => props.onReset()}>
        Show it again
      </button>
    </div>
  );
}
