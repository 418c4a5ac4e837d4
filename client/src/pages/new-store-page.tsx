import { A, useNavigate, useSearchParams } from "@solidjs/router";
import { batch, createSignal, Match, Show, Switch } from "solid-js";
import { AdvancedFields } from "../components/create/advanced-fields.tsx";
import { EngineCards } from "../components/create/engine-cards.tsx";
import type { FieldName } from "../components/create/field-errors.ts";
import { NameFields } from "../components/create/name-fields.tsx";
import { RefusalNotice } from "../components/create/refusal-notice.tsx";
import { SizeCards } from "../components/create/size-cards.tsx";
import { Breadcrumb } from "../components/shell/breadcrumb.tsx";
import { createTitle } from "../components/shell/create-title.ts";
import { Notice } from "../components/status/notice.tsx";
import { SimulatedNotice } from "../components/status/simulated-notice.tsx";
import { EnginesDocument, type EnginesQuery, type StoreSize } from "../generated/graphql.ts";
import { createQuery } from "../live/create-query.ts";
import { useLive } from "../live/live-context.tsx";
import { createNameCheck } from "./create-name-check.ts";
import { createStoreForm } from "./create-store-form.ts";

/** Chooses an engine and a name; lands on the page of the store that is being made. */
export default function NewStorePage() {
  createTitle(() => "New store");
  const live = useLive();
  const catalog = createQuery(
    () => true,
    () => live.request(EnginesDocument, {}),
  );
  const again = (text: string) => (
    <button type="button" class="btn mt-2" onClick={catalog.refetch} disabled={catalog.loading()}>
      {text}
    </button>
  );

  return (
    <div class="mx-auto grid w-full max-w-3xl grid-cols-1 gap-5">
      <header class="grid gap-2">
        <Breadcrumb here="New" />
        <h1>New store</h1>
      </header>
      <Show when={catalog.data()?.platform.simulated}>
        <SimulatedNotice />
      </Show>
      <Switch fallback={<div class="card skeleton h-72" role="status" aria-label="Loading the engines" />}>
        <Match when={catalog.data()?.engines.length === 0}>
          <Notice tone="warn">
            <p class="font-medium">This platform offers no engine yet</p>
            <p class="text-soft">The operator publishes them when it starts. Is it running?</p>
            {again("Look again")}
          </Notice>
        </Match>
        <Match when={catalog.data()}>{(data) => <StoreFormView catalog={data()} />}</Match>
        <Match when={catalog.error()}>
          {(error) => (
            <Notice tone="bad" role="alert">
              <p class="font-medium">The engines cannot be loaded</p>
              <p class="text-soft">{error().message}</p>
              {again("Try again")}
            </Notice>
          )}
        </Match>
      </Switch>
    </div>
  );
}

/** Inputs of these fields can be seen only while the advanced part is open. */
const ADVANCED: readonly FieldName[] = ["engineVersion", "adminEmail", "host"];

function StoreFormView(props: { catalog: EnginesQuery }) {
  const navigate = useNavigate();
  const [query] = useSearchParams<{ name?: string; engine?: string; size?: string }>();
  const [advanced, setAdvanced] = createSignal(false);
  let element!: HTMLFormElement;

  const chosen = () => {
    const { engines } = props.catalog;
    return engines.find((engine) => engine.name === form.values.engine) ?? engines.find((engine) => engine.available);
  };
  const form = createStoreForm({
    initial: { engine: query.engine, name: query.name ?? "", size: sizeOf(query.size) },
    engine: () => chosen()?.name,
    onRefused(first) {
      if (ADVANCED.includes(first)) setAdvanced(true);
      const input = (state: string) => element.querySelector<HTMLElement>(`[name="${first}"]${state}`);
      (input(":checked") ?? input(""))?.focus();
    },
    onCreated: (name, state) => navigate(`/stores/${name}`, { state }),
  });
  const check = createNameCheck(() => form.values.name);
  const preview = () => {
    const { urlScheme, baseDomain, urlPort } = props.catalog.platform;
    const host = form.values.host || `${form.values.name || "your-store"}.${baseDomain}`;
    return `${urlScheme}://${host}${urlPort ? `:${urlPort}` : ""}`;
  };

  return (
    <form
      ref={element}
      class="grid grid-cols-1 gap-6"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      <EngineCards
        engines={props.catalog.engines}
        chosen={chosen()?.name}
        error={form.errors.engine}
        onChoose={(name) =>
          batch(() => {
            form.set("engine", name);
            // The other engine has other versions.
            form.set("engineVersion", "");
          })
        }
      />
      <NameFields values={form.values} errors={form.errors} check={check()} url={preview()} onSet={form.set} />
      <SizeCards
        sizes={chosen()?.sizes ?? []}
        chosen={form.values.size}
        error={form.errors.size}
        onChoose={(size) => form.set("size", size)}
      />
      <AdvancedFields
        values={form.values}
        errors={form.errors}
        versions={chosen()?.versions ?? []}
        defaultVersion={chosen()?.defaultVersion ?? ""}
        open={advanced()}
        onToggle={setAdvanced}
        onSet={form.set}
      />
      <Show when={form.refused()}>{(refused) => <RefusalNotice refused={refused()} />}</Show>
      <div class="flex flex-wrap items-center gap-3">
        <button type="submit" class="btn btn-primary min-h-10 px-4" disabled={form.busy()}>
          {form.busy() ? "Creating" : "Create the store"}
        </button>
        <A href="/" class="btn btn-quiet min-h-10">
          Cancel
        </A>
      </div>
    </form>
  );
}

function sizeOf(text: string | undefined): StoreSize {
  switch (text?.toUpperCase()) {
    case "MEDIUM":
      return "MEDIUM";
    case "LARGE":
      return "LARGE";
    default:
      return "SMALL";
  }
}
