import { Show } from "solid-js";
import type { StoreDetailFragment } from "../../generated/graphql.ts";
import { sizeLabel } from "../status/phase-label.ts";
import { Address } from "./address.tsx";
import { CertificateLine } from "./certificate-line.tsx";
import { Fact } from "./fact.tsx";
import { runsOf, wantedOf } from "./release-label.ts";

/** Where the store is and what it is made of. */
export function Facts(props: { store: StoreDetailFragment }) {
  const answers = () => props.store.phase === "READY" || props.store.phase === "DEGRADED";
  const unrouted = () => props.store.conditions.find(({ type, status }) => type === "Routed" && status === "FALSE");
  const wanted = () => wantedOf(props.store);
  const runs = () => runsOf(props.store);
  const made = () => new Date(props.store.createdAt);
  return (
    <dl class="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-1">
      <Show when={props.store.url}>
        {(url) => (
          <Fact name="Shop">
            <Address url={url()} name="the shop's address" answers={answers() && !unrouted()} />
            <Show when={answers() && unrouted()}>{(route) => <p class="text-sm text-warn">{route().message}</p>}</Show>
            <Show when={answers()}>
              <CertificateLine conditions={props.store.conditions} />
            </Show>
          </Fact>
        )}
      </Show>
      <Show when={props.store.adminUrl}>
        {(url) => (
          <Fact name="Administration">
            <Address url={url()} name="the administration's address" answers={answers()} />
          </Fact>
        )}
      </Show>
      <Show when={props.store.sale}>
        {(sale) => (
          <Fact name="Last trial purchase">
            <Show when={sale().order} fallback="Looked at the products only">
              {(order) => <span class="font-mono text-sm">{order()}</span>}
            </Show>{" "}
            <time class="text-soft" datetime={sale().time}>
              {new Date(sale().time).toLocaleString()}
            </time>
          </Fact>
        )}
      </Show>
      <Show when={props.store.adminEmail}>{(email) => <Fact name="Administrator">{email()}</Fact>}</Show>
      <Fact name="Engine">
        {props.store.engine.title} {runs().appVersion}
        <Show when={runs().appVersion !== wanted().appVersion}>
          <span class="text-warn"> ({wanted().appVersion} is asked for)</span>
        </Show>
        <Show when={!props.store.engine.available}>
          <span class="text-warn"> (not offered here)</span>
        </Show>
      </Fact>
      <Fact name="Size">
        {sizeLabel(runs().size)}
        <Show when={runs().size !== wanted().size}>
          <span class="text-warn"> ({sizeLabel(wanted().size)} is asked for)</span>
        </Show>
      </Fact>
      <Show when={props.store.namespace}>
        {(namespace) => (
          <Fact name="Namespace">
            <span class="font-mono text-sm">{namespace()}</span>
          </Fact>
        )}
      </Show>
      <Show when={props.store.release}>
        {(release) => (
          <Fact name="Release">
            <span class="font-mono text-sm">{release().name}</span>{" "}
            <span class="text-soft">
              {release().chart} {release().chartVersion}
              <Show when={release().revision}>{(revision) => <>, revision {revision()}</>}</Show>
            </span>
          </Fact>
        )}
      </Show>
      <Fact name="Created">
        <time datetime={props.store.createdAt}>{made().toLocaleString()}</time>
      </Fact>
    </dl>
  );
}
