import { For } from "solid-js";
import type { FieldErrors } from "./field-errors.ts";
import { FormField } from "./form-field.tsx";
import type { FormValues } from "./form-model.ts";

type AdvancedName = "engineVersion" | "adminEmail" | "host";

/** What most stores leave as it is. */
export function AdvancedFields(props: {
  values: FormValues;
  errors: FieldErrors;
  versions: readonly string[];
  defaultVersion: string;
  open: boolean;
  onToggle: (open: boolean) => void;
  onSet: (name: AdvancedName, value: string) => void;
}) {
  return (
    <details class="card" open={props.open} onToggle={(event) => props.onToggle(event.currentTarget.open)}>
      <summary class="rounded-xl px-4 py-2.5 text-sm font-medium">Version, administrator, host</summary>
      <div class="grid gap-4 border-t border-line p-4 sm:grid-cols-2">
        <FormField id="engineVersion" label="Version" error={props.errors.engineVersion}>
          {(binding) => (
            <select
              {...binding}
              name="engineVersion"
              class="field"
              value={props.values.engineVersion}
              onChange={(event) => props.onSet("engineVersion", event.currentTarget.value)}
            >
              <option value="">Default ({props.defaultVersion})</option>
              <For each={props.versions}>{(version) => <option value={version}>{version}</option>}</For>
            </select>
          )}
        </FormField>
        <FormField id="adminEmail" label="Administrator's e-mail" optional error={props.errors.adminEmail}>
          {(binding) => (
            <input
              {...binding}
              name="adminEmail"
              type="email"
              class="field"
              autocomplete="email"
              placeholder="owner@example.com"
              value={props.values.adminEmail}
              onInput={(event) => props.onSet("adminEmail", event.currentTarget.value)}
            />
          )}
        </FormField>
        <FormField
          id="host"
          label="Host"
          optional
          error={props.errors.host}
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
              value={props.values.host}
              onInput={(event) => props.onSet("host", event.currentTarget.value.trim())}
            />
          )}
        </FormField>
      </div>
    </details>
  );
}
