import { useParams } from "@solidjs/router";
import WifiOff from "lucide-solid/icons/wifi-off";
import { Match, Show, Switch } from "solid-js";
import { ErrorEntry } from "../components/errors/error-entry.tsx";
import { type CatalogueEntry, ErrorTable } from "../components/errors/error-table.tsx";
import { Breadcrumb } from "../components/shell/breadcrumb.tsx";
import { createTitle } from "../components/shell/create-title.ts";
import { Notice } from "../components/status/notice.tsx";
import { ErrorCodesDocument } from "../generated/graphql.ts";
import { createQuery } from "../live/create-query.ts";
import { useLive } from "../live/live-context.tsx";
import NotFoundPage from "./not-found-page.tsx";

/** The error catalogue as the server has it: all codes, or the one that the URL names. */
export default function ErrorsPage() {
  const live = useLive();
  const params = useParams<{ code?: string }>();
  const query = createQuery(
    () => true,
    () => live.request(ErrorCodesDocument, {}).then((data) => data.errorCodes),
  );
  const entry = () => query.data()?.find(({ code }) => code.toLowerCase() === params.code?.toLowerCase());
  createTitle(() => entry()?.code ?? "Errors");

  return (
    <Switch fallback={<p role="status">Loading the error catalogue</p>}>
      <Match when={query.error()}>
        {(error) => (
          <Notice tone="bad" role="alert" icon={<WifiOff class="size-4" />}>
            <h1 class="text-lg">The error catalogue cannot be loaded</h1>
            <p class="text-soft">{error().message}</p>
            <button type="button" class="btn mt-2" onClick={query.refetch} disabled={query.loading()}>
              Try again
            </button>
          </Notice>
        )}
      </Match>
      <Match when={query.data()}>
        {(entries) => (
          <Show when={params.code} fallback={<Catalogue entries={entries()} />}>
            <Show when={entry()} fallback={<NotFoundPage />}>
              {(found) => <ErrorEntry entry={found()} />}
            </Show>
          </Show>
        )}
      </Match>
    </Switch>
  );
}

function Catalogue(props: { entries: readonly CatalogueEntry[] }) {
  const of = (kind: CatalogueEntry["kind"]) => props.entries.filter((entry) => entry.kind === kind);
  return (
    <div class="grid grid-cols-1 gap-6">
      <div class="grid gap-1">
        <Breadcrumb here="Errors" />
        <h1>Errors</h1>
      </div>
      <ErrorTable
        title="Failures of a store"
        about="What a store's page shows when something went wrong."
        entries={of("FAILURE")}
      />
      <ErrorTable
        title="Refusals"
        about="Why a request was not carried out; nothing was written."
        entries={of("REFUSAL")}
      />
    </div>
  );
}
