import { type JSX, Show } from "solid-js";
import { FieldError } from "./field-error.tsx";

/** What ties an input to its help and its error. */
export interface FieldBinding {
  id: string;
  "aria-invalid": "true" | undefined;
  "aria-describedby": string | undefined;
}

/** Label, input, help and the error said of it. */
export function FormField(props: {
  id: string;
  label: string;
  optional?: boolean;
  help?: JSX.Element;
  error: string | undefined;
  children: (binding: FieldBinding) => JSX.Element;
}) {
  const describedBy = () =>
    [props.error && `${props.id}-error`, props.help && `${props.id}-help`].filter(Boolean).join(" ") || undefined;
  const binding: FieldBinding = {
    get id() {
      return props.id;
    },
    get "aria-invalid"() {
      return props.error ? ("true" as const) : undefined;
    },
    get "aria-describedby"() {
      return describedBy();
    },
  };
  return (
    <div class="grid content-start gap-1.5">
      <label for={props.id} class="label">
        {props.label}
        <Show when={props.optional}>
          <span class="font-normal text-faint"> optional</span>
        </Show>
      </label>
      {props.children(binding)}
      <FieldError id={props.id} text={props.error} />
      <Show when={props.help}>
        <div id={`${props.id}-help`} class="text-xs text-faint">
          {props.help}
        </div>
      </Show>
    </div>
  );
}
