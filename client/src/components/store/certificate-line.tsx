import { Show } from "solid-js";
import type { StoreDetailFragment } from "../../generated/graphql.ts";

/** What is wrong, in a few words; what to do about it stands in the condition's message. */
const TROUBLES: Readonly<Record<string, string>> = {
  NotYetIssued: "Browsers warn visitors: there is no certificate yet.",
  WrongHost: "Browsers warn visitors: the certificate is for other hosts.",
  Expired: "Browsers warn visitors: the certificate has expired.",
  NotYetValid: "Browsers warn visitors: the certificate is not valid yet.",
  UntrustedIssuer: "Browsers warn visitors: they do not trust who issued the certificate.",
  ExpiresSoon: "The certificate expires soon.",
};

/** What visitors' browsers make of the shop's certificate; nothing where the address has none, or nobody could look. */
export function CertificateLine(props: { conditions: StoreDetailFragment["conditions"] }) {
  const seen = () => props.conditions.find(({ type, status }) => type === "Certified" && status !== "UNKNOWN");
  return (
    <Show when={seen()}>
      {(certified) => (
        <p class="text-sm wrap-anywhere" data-certificate={certified().reason}>
          <Show
            when={certified().reason !== "Valid"}
            fallback={<span class="text-soft">Certificate: {certified().message}</span>}
          >
            <span class="font-medium text-warn">
              {TROUBLES[certified().reason] ?? "Something is wrong with the certificate."}
            </span>{" "}
            <span class="text-soft">{certified().message}</span>
          </Show>
        </p>
      )}
    </Show>
  );
}
