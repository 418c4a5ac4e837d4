import { A, useNavigate, useSearchParams } from "@solidjs/router";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import TimerReset from "lucide-solid/icons/timer-reset";
import { batch, createSignal, For, Match, Show, Switch } from "solid-js";
import { createStore } from "solid-js/store";
import { EngineCards } from "../components/create/engine-cards.tsx";
import {
  FIELDS,
  type FieldErrors,
  type FieldName,
  type Placed,
  placeRefusal,
} from "../components/create/field-errors.ts";
import { FormField } from "../components/create/form-field.tsx";
import { SizeCards } from "../components/create/size-cards.tsx";
import { createTitle } from "../components/shell/create-title.ts";
import { Notice } from "../components/status/notice.tsx";
import { SimulatedNotice } from "../components/status/simulated-notice.tsx";
import { createNow } from "../components/time/create-now.ts";
import { secondsUntil } from "../components/time/format-duration.ts";
import { CreateStoreDocument, type CreateStoreInput, EnginesDocument, type StoreSize } from "../generated/graphql.ts";
import { createQuery } from "../live/create-query.ts";
import { useLive } from "../live/live-context.tsx";
import { createNameCheck } from "./create-name-check.ts";
import type { ArrivalState } from "./store-view.tsx";

/** Inputs of these fields are on the page only while this is open. */
const ADVANCED: readonly FieldName[] = ["engineVersion", "adminEmail", "host"];

export default function NewStorePage() {
  createTitle(() => "New store");
  const live = useLive();
  const navigate = useNavigate();
  const [query] = useSearchParams<{ name?: string; engine?: string; size?: string }>();
  const [fields, setFields] = createStore({
    engine: query.engine,
    name: query.name ?? "",
    displayName: "",
    size: sizeOf(query.size),
    engineVersion: "",
    adminEmail: "",
    host: "",
  });
  const [errors, setErrors] = createStore<FieldErrors>({});
  const [refused, setRefused] = createSignal<Placed["form"] & { until: number | undefined }>();
  const [busy, setBusy] = createSignal(false);
  const [advanced, setAdvanced] = createSignal(false);
  const now = createNow(500, () => refused()?.until !== undefined);

  const catalog = createQuery(
    () => true,
    () => live.request(EnginesDocument, {}),
  );
  const engines = () => catalog.data()?.engines ?? [];
  const chosen = () =>
    engines().find((engine) => engine.name === fields.engine) ?? engines().find((each) => each.available);
  const check = createNameCheck(() => fields.name);
  const preview = () => {
    const platform = catalog.data()?.platform;
    if (!platform) return undefined;
    const host = fields.host || `${fields.name || "your-store"}.${platform.baseDomain}`;
    return `${platform.urlScheme}://${host}${platform.urlPort ? `:${platform.urlPort}` : ""}`;
  };

  const set = <K extends FieldName>(name: K, value: (typeof fields)[K]) =>
    batch(() => {
      setFields(name as never, value as never);
      setErrors(name, undefined);
    });
  let form!: HTMLFormElement;
  const show = (placed: Placed) => {
    setErrors(placed.fields);
    setRefused(
      placed.form && {
        ...placed.form,
        until: placed.form.retryAfterSeconds ? Date.now() + placed.form.retryAfterSeconds * 1_000 : undefined,
      },
    );
    const first = FIELDS.find((name) => placed.fields[name]);
    if (!first) return;
    if (ADVANCED.includes(first)) setAdvanced(true);
    const input =
      form.querySelector<HTMLElement>(`[name="${first}"]:checked`) ??
      form.querySelector<HTMLElement>(`[name="${first}"]`);
    input?.focus();
  };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy()) return;
    setErrors(Object.fromEntries(FIELDS.map((name) => [name, undefined])));
    setRefused(undefined);
    const engine = chosen()?.name;
    if (!engine) return show({ fields: { engine: "Choose an engine." }, form: undefined });
    if (!fields.name) return show({ fields: { name: "A store needs a name." }, form: undefined });
    const input: CreateStoreInput = {
      engine,
      name: fields.name,
      size: fields.size,
      ...Object.fromEntries(
        (["displayName", "engineVersion", "adminEmail", "host"] as const)
          .map((name) => [name, fields[name].trim()] as const)
          .filter(([, value]) => value !== ""),
      ),
    };
    setBusy(true);
    try {
      const { createStore: result } = await live.request(CreateStoreDocument, { input });
      if (result.__typename !== "CreateStoreSuccess") return show(placeRefusal(result));
      const state: ArrivalState = result.created
        ? {}
        : {
            existed: result.differences.map(({ field, requested, actual }) => ({
              field,
              requested: requested ?? null,
              actual: actual ?? null,
            })),
          };
      navigate(`/stores/${result.store.name}`, { state });
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      show({
        fields: {},
        form: {
          message: `The server did not answer: ${message}.`,
          hint: "Create again: it is safe, a store that exists already is not made twice.",
          retryAfterSeconds: undefined,
        },
      });
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="mx-auto grid w-full max-w-3xl gap-5">
      <header class="grid gap-2">
        <nav aria-label="Breadcrumb" class="text-sm text-faint">
          <A href="/" class="link">
            Stores
          </A>{" "}
          <span aria-hidden="true">/</span> New
        </nav>
        <h1>New store</h1>
      </header>
      <Show when={catalog.data()?.platform.simulated}>
        <SimulatedNotice />
      </Show>
      <Switch fallback={<div class="card skeleton h-72" role="status" aria-label="Loading the engines" />}>
        <Match when={catalog.error()}>
          {(error) => (
            <Notice tone="bad" role="alert">
              <p class="font-medium">The engines cannot be loaded</p>
              <p class="text-soft">{error().message}</p>
              <button type="button" class="btn mt-2" onClick={catalog.refetch} disabled={catalog.loading()}>
                Try again
              </button>
            </Notice>
          )}
        </Match>
        <Match when={catalog.data() && engines().length === 0}>
          <Notice tone="warn">
            <p class="font-medium">This platform offers no engine yet</p>
            <p class="text-soft">The operator publishes them when it starts. Is it running?</p>
            <button type="button" class="btn mt-2" onClick={catalog.refetch} disabled={catalog.loading()}>
              Look again
            </button>
          </Notice>
        </Match>
        <Match when={catalog.data()}>
          <form ref={form} class="grid gap-6" novalidate onSubmit={(event) => void submit(event)}>
            <EngineCards
              engines={engines()}
              chosen={chosen()?.name}
              error={errors.engine}
              onChoose={(name) =>
                batch(() => {
                  set("engine", name);
                  setFields("engineVersion", "");
                })
              }
            />
            <div class="grid gap-4 sm:grid-cols-2">
              <FormField
                id="name"
                label="Name"
                error={errors.name}
                help={
                  <span class="grid gap-0.5">
                    <span
                      aria-live="polite"
                      data-name-check={check().result?.available ? "available" : check().result ? "refused" : ""}
                    >
                      <NameVerdict check={check()} />
                    </span>
                    <Show when={preview()}>
                      {(url) => (
                        <span>
                          Will answer at <span class="font-mono break-all text-soft">{url()}</span>
                        </span>
                      )}
                    </Show>
                  </span>
                }
              >
                {(binding) => (
                  <input
                    {...binding}
                    name="name"
                    class="field font-mono"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck={false}
                    required
                    maxlength={63}
                    placeholder="your-store"
                    value={fields.name}
                    onInput={(event) => set("name", event.currentTarget.value.trim())}
                  />
                )}
              </FormField>
              <FormField
                id="displayName"
                label="Display name"
                optional
                error={errors.displayName}
                help="What customers read; the name where left empty."
              >
                {(binding) => (
                  <input
                    {...binding}
                    name="displayName"
                    class="field"
                    autocomplete="off"
                    value={fields.displayName}
                    onInput={(event) => set("displayName", event.currentTarget.value)}
                  />
                )}
              </FormField>
            </div>
            <SizeCards
              sizes={chosen()?.sizes ?? []}
              chosen={fields.size}
              error={errors.size}
              onChoose={(size) => set("size", size)}
            />
            <details class="card group" open={advanced()} onToggle={(event) => setAdvanced(event.currentTarget.open)}>
              <summary class="rounded-xl px-4 py-2.5 text-sm font-medium">Version, administrator, host</summary>
              <div class="grid gap-4 border-t border-line p-4 sm:grid-cols-2">
                <FormField id="engineVersion" label="Version" error={errors.engineVersion}>
                  {(binding) => (
                    <select
                      {...binding}
                      name="engineVersion"
                      class="field"
                      value={fields.engineVersion}
                      onChange={(event) => set("engineVersion", event.currentTarget.value)}
                    >
                      <option value="">Default ({chosen()?.defaultVersion})</option>
                      <For each={chosen()?.versions ?? []}>
                        {(version) => <option value={version}>{version}</option>}
                      </For>
                    </select>
                  )}
                </FormField>
                <FormField id="adminEmail" label="Administrator's e-mail" optional error={errors.adminEmail}>
                  {(binding) => (
                    <input
                      {...binding}
                      name="adminEmail"
                      type="email"
                      class="field"
                      autocomplete="email"
                      placeholder="owner@example.com"
                      value={fields.adminEmail}
                      onInput={(event) => set("adminEmail", event.currentTarget.value)}
                    />
                  )}
                </FormField>
                <FormField
                  id="host"
                  label="Host"
                  optional
                  error={errors.host}
                  help="A DNS name of your own that points to this cluster."
                >
                  {(binding) => (
                    <input
                      {...binding}
                      name="host"
                      class="field font-mono"
                      autocomplete="off"
                      autocapitalize="off"
                      spellcheck={false}
                      placeholder="shop.example.com"
                      value={fields.host}
                      onInput={(event) => set("host", event.currentTarget.value.trim())}
                    />
                  )}
                </FormField>
              </div>
            </details>
            <Show when={refused()}>
              {(refusal) => (
                <Notice tone="bad" role="alert" icon={<TimerReset class="size-4" />}>
                  <p class="font-medium">{refusal().message}</p>
                  <p class="text-soft">{refusal().hint}</p>
                  <Show when={refusal().until}>
                    {(until) => (
                      <p class="text-soft">
                        {secondsUntil(until(), now()) > 0
                          ? `Try again in ${secondsUntil(until(), now())} s.`
                          : "You can try again now."}
                      </p>
                    )}
                  </Show>
                </Notice>
              )}
            </Show>
            <div class="flex flex-wrap items-center gap-3">
              <button type="submit" class="btn btn-primary min-h-10 px-4" disabled={busy()}>
                {busy() ? "Creating" : "Create the store"}
              </button>
              <A href="/" class="btn btn-quiet min-h-10">
                Cancel
              </A>
            </div>
          </form>
        </Match>
      </Switch>
    </div>
  );
}

function NameVerdict(props: { check: ReturnType<ReturnType<typeof createNameCheck>> }) {
  return (
    <Switch fallback={<>Lower-case letters, digits, dashes. Permanent.</>}>
      <Match when={props.check.checking}>Looking whether it is free…</Match>
      <Match when={props.check.result?.available && props.check.result}>
        {(result) => (
          <span class="text-ok">
            <CircleCheck class="mr-1 inline size-3.5 align-[-2px]" aria-hidden="true" />
            {result().message}
          </span>
        )}
      </Match>
      <Match when={props.check.result}>
        {(result) => (
          <span class="text-bad">
            <CircleX class="mr-1 inline size-3.5 align-[-2px]" aria-hidden="true" />
            {result().message}
          </span>
        )}
      </Match>
    </Switch>
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
