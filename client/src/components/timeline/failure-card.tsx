import CircleAlert from "lucide-solid/icons/circle-alert";
import RotateCw from "lucide-solid/icons/rotate-cw";
import { For, type JSX, Show } from "solid-js";
import type { StoreDetailFragment } from "../../generated/graphql.ts";
import { AboutLink } from "../errors/about-link.tsx";
import { stepLabel } from "../status/phase-label.ts";

type Failure = NonNullable<StoreDetailFragment["lastError"]>;

/** The failing step first: what went wrong, what was seen, what to do. */
export function FailureCard(props: {
  failure: Failure;
  /** Seconds until it is tried again by itself. */
  retryIn: number | undefined;
  attempts: number;
  /** Another attempt is under way already. */
  past: boolean;
  canRetry: boolean;
  retrying: boolean;
  refusal: string | undefined;
  onRetry: () => void;
}) {
  return (
    <section
      aria-labelledby="failure-title"
      class={`overflow-hidden rounded-xl border bg-surface ${props.past ? "border-line" : "border-bad/45"}`}
    >
      <header
        class={`flex flex-wrap items-center justify-between gap-3 px-4 py-3 ${props.past ? "bg-sunken" : "bg-bad-wash"}`}
      >
        <div class="flex min-w-0 items-start gap-2.5">
          <CircleAlert class="mt-0.5 size-5 shrink-0 text-bad" aria-hidden="true" />
          <div class="min-w-0">
            <Show when={props.past}>
              <p class="text-xs text-soft">What failed before; another attempt has begun</p>
            </Show>
            <h2 id="failure-title" class="text-balance">
              {stepLabel(props.failure.step)}: {props.failure.title}
            </h2>
            <p class="text-xs text-soft">
              <span class="font-mono">{props.failure.code}</span>
              <Show when={props.attempts > 0 && !props.past}>
                {" "}
                · {props.attempts} {props.attempts === 1 ? "attempt" : "attempts"}
              </Show>
              <Show when={props.failure.component}>
                {(component) => (
                  <>
                    {" "}
                    · <span class="font-mono wrap-anywhere">{component()}</span>
                  </>
                )}
              </Show>
            </p>
          </div>
        </div>
        <Show when={props.canRetry}>
          <button type="button" class="btn" disabled={props.retrying} onClick={() => props.onRetry()}>
            <RotateCw class={`size-4 ${props.retrying ? "animate-spin" : ""}`} aria-hidden="true" />
            {props.retrying ? "Retry asked for" : "Retry now"}
          </button>
        </Show>
      </header>
      <div class="grid grid-cols-1 gap-3 px-4 py-3">
        <Show when={props.refusal}>
          {(text) => (
            <p role="alert" class="text-sm text-bad">
              {text()}
            </p>
          )}
        </Show>
        <p class="break-words">{props.failure.message}</p>
        <Show when={props.failure.cause}>
          {(cause) => (
            <p>
              <span class="font-medium">Most likely cause: </span>
              <span class="text-soft">{cause().title}.</span> <AboutLink code={cause().code} url={cause().docsUrl} />
            </p>
          )}
        </Show>
        <Evidence failure={props.failure} />
        <p>
          <span class="font-medium">What to do: </span>
          <span class="text-soft">{props.failure.hint}</span>{" "}
          <Show when={props.failure.docsUrl}>{(url) => <AboutLink code={props.failure.code} url={url()} />}</Show>
        </p>
        <Show when={props.retryIn !== undefined}>
          <p class="text-sm text-warn">
            Tried again by itself in <span class="font-mono">{props.retryIn} s</span>.
          </p>
        </Show>
        <Show when={!props.failure.retryable}>
          <p class="text-sm text-soft">Tried again as it is, it would fail the same.</p>
        </Show>
      </div>
    </section>
  );
}

function Evidence(props: { failure: Failure }) {
  const seen = () => props.failure.evidence;
  return (
    <Show when={seen()}>
      {(evidence) => (
        <div class="grid grid-cols-1 gap-2">
          <dl class="flex flex-wrap gap-x-6 gap-y-1 text-sm">
            <Fact name="Pod reason" value={evidence().podReason} />
            <Fact name="Exit code" value={evidence().exitCode} />
            <Fact name="Kubernetes event" value={evidence().kubernetesEvent} />
          </dl>
          <Show when={evidence().logs.length > 0}>
            <figure>
              <figcaption class="pb-1 text-xs text-faint">Last log lines, secrets removed</figcaption>
              <section
                // It scrolls, so the keyboard must reach it.
                tabindex="0"
                aria-label="Last log lines"
                class="max-h-56 overflow-auto rounded-lg bg-sunken px-3 py-2"
              >
                <pre class="font-mono text-xs text-ink">
                  <For each={evidence().logs}>{(line) => <>{`${line}\n`}</>}</For>
                </pre>
              </section>
            </figure>
          </Show>
        </div>
      )}
    </Show>
  );
}

function Fact(props: { name: string; value: JSX.Element }) {
  return (
    <Show when={props.value !== null && props.value !== undefined}>
      <div class="flex min-w-0 gap-2">
        <dt class="text-faint">{props.name}</dt>
        <dd class="min-w-0 font-mono text-xs leading-5 break-words">{props.value}</dd>
      </div>
    </Show>
  );
}
