import type { FieldErrors } from "./field-errors.ts";
import { FormField } from "./form-field.tsx";
import type { FormValues, NameCheckView } from "./form-model.ts";
import { NameVerdict } from "./name-verdict.tsx";

/** The store's name, checked while it is typed, and the name that people read. */
export function NameFields(props: {
  values: FormValues;
  errors: FieldErrors;
  check: NameCheckView;
  url: string | undefined;
  onSet: (name: "name" | "displayName", value: string) => void;
}) {
  return (
    <div class="grid gap-4 sm:grid-cols-2">
      <FormField
        id="name"
        label="Name"
        error={props.errors.name}
        help={<NameVerdict check={props.check} url={props.url} />}
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
            placeholder="your-store"
            value={props.values.name}
            onInput={(event) => props.onSet("name", event.currentTarget.value.trim())}
          />
        )}
      </FormField>
      <FormField
        id="displayName"
        label="Display name"
        optional
        error={props.errors.displayName}
        help="What customers read; the name where left empty."
      >
        {(binding) => (
          <input
            {...binding}
            name="displayName"
            class="field"
            autocomplete="off"
            value={props.values.displayName}
            onInput={(event) => props.onSet("displayName", event.currentTarget.value)}
          />
        )}
      </FormField>
    </div>
  );
}
