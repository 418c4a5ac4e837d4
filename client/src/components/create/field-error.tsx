import { Show } from "solid-js";

/** Why a field was refused, under it; the field names it by `aria-describedby={`${id}-error`}`. */
export function FieldError(props: { id: string; text: string | undefined }) {
  return (
    <Show when={props.text}>
      {(text) => (
        <p id={`${props.id}-error`} class="text-sm wrap-anywhere text-bad" data-field-error={props.id}>
          {text()}
        </p>
      )}
    </Show>
  );
}
