import { For } from "solid-js";
import { FormField } from "../create/form-field.tsx";

/** One of the versions that the platform offers; the one that runs stays a choice where it no longer does. */
export function VersionField(props: {
  versions: readonly string[];
  runs: string;
  chosen: string;
  onChoose: (version: string) => void;
}) {
  const choices = () => [...new Set([...props.versions, props.chosen, props.runs])].filter((version) => version !== "");
  return (
    <FormField
      id="engineVersion"
      label="Version"
      error={undefined}
      help={choices().length < 2 ? "This platform offers no other version." : undefined}
    >
      {(binding) => (
        <select
          {...binding}
          name="engineVersion"
          class="field sm:max-w-64"
          onChange={(event) => props.onChoose(event.currentTarget.value)}
        >
          <For each={choices()}>
            {(version) => (
              <option value={version} selected={version === props.chosen}>
                {version}
                {version === props.runs ? " (runs now)" : ""}
              </option>
            )}
          </For>
        </select>
      )}
    </FormField>
  );
}
