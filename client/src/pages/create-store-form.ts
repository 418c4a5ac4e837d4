import { type Accessor, batch, createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import {
  FIELDS,
  type FieldErrors,
  type FieldName,
  type Placed,
  placeRefusal,
} from "../components/create/field-errors.ts";
import type { FormValues, Refused } from "../components/create/form-model.ts";
import { CreateStoreDocument, type CreateStoreInput } from "../generated/graphql.ts";
import { useLive } from "../live/live-context.tsx";
import type { ArrivalState } from "./arrival-state.ts";

export interface StoreForm {
  values: FormValues;
  errors: FieldErrors;
  /** A refusal that is of no field. */
  refused: Accessor<Refused | undefined>;
  busy: Accessor<boolean>;
  /** Changes a field; what was said of it no longer holds. */
  set<K extends FieldName>(name: K, value: FormValues[K]): void;
  submit(): Promise<void>;
}

/** The create page's state. `onRefused` gets the first field that has something said of it, to be focused. */
export function createStoreForm(options: {
  initial: Partial<FormValues>;
  engine: Accessor<string | undefined>;
  onRefused: (first: FieldName) => void;
  onCreated: (name: string, state: ArrivalState) => void;
}): StoreForm {
  const live = useLive();
  const [values, setValues] = createStore<FormValues>({
    engine: undefined,
    name: "",
    displayName: "",
    size: "SMALL",
    engineVersion: "",
    adminEmail: "",
    host: "",
    ...options.initial,
  });
  const [errors, setErrors] = createStore<FieldErrors>({});
  const [refused, setRefused] = createSignal<Refused>();
  const [busy, setBusy] = createSignal(false);

  const show = ({ fields, form }: Placed) => {
    batch(() => {
      setErrors({ ...nothingSaid(), ...fields });
      setRefused(
        form && {
          message: form.message,
          hint: form.hint,
          about: form.about,
          until: form.retryAfterSeconds ? Date.now() + form.retryAfterSeconds * 1_000 : undefined,
        },
      );
    });
    const first = FIELDS.find((name) => fields[name]);
    if (first) options.onRefused(first);
  };

  const send = async (input: CreateStoreInput) => {
    const { createStore: result } = await live.request(CreateStoreDocument, { input });
    if (result.__typename !== "CreateStoreSuccess") return show(placeRefusal(result));
    options.onCreated(result.store.name, result.created ? {} : { existed: result.differences.map(plain) });
  };

  return {
    values,
    errors,
    refused,
    busy,
    set: (name, value) =>
      batch(() => {
        setValues(name as never, value as never);
        setErrors(name, undefined);
      }),
    async submit() {
      if (busy()) return;
      const engine = options.engine();
      if (!engine) return show({ fields: { engine: "Choose an engine." }, form: undefined });
      if (!values.name) return show({ fields: { name: "A store needs a name." }, form: undefined });
      show({ fields: {}, form: undefined });
      setBusy(true);
      try {
        await send({ engine, name: values.name, size: values.size, ...filledIn(values) });
      } catch (cause) {
        show({ fields: {}, form: unanswered(cause) });
      } finally {
        setBusy(false);
      }
    },
  };
}

const nothingSaid = (): FieldErrors => Object.fromEntries(FIELDS.map((name) => [name, undefined]));

/** The optional fields that hold something. */
function filledIn(values: FormValues): Partial<CreateStoreInput> {
  const optional = ["displayName", "engineVersion", "adminEmail", "host"] as const;
  return Object.fromEntries(optional.map((name) => [name, values[name].trim()]).filter(([, value]) => value !== ""));
}

// Router state is cloned into the browser's history: plain values only.
const plain = (difference: { field: string; requested?: string | null; actual?: string | null }) => ({
  field: difference.field,
  requested: difference.requested ?? null,
  actual: difference.actual ?? null,
});

const unanswered = (cause: unknown): NonNullable<Placed["form"]> => ({
  message: `The server did not answer: ${cause instanceof Error ? cause.message : String(cause)}.`,
  hint: "Create again: it is safe, a store that exists already is not made twice.",
  retryAfterSeconds: undefined,
  about: undefined,
});
