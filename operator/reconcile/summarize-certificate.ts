/** What status tells of the certificate of a store's public address. */
import type { StoreStatus } from "@shopyard/crds/store.ts";
import { findCondition } from "./conditions.ts";
import type { CertificateReason, ObservedCertificate } from "./observation.ts";
import type { StatusDraft } from "./status-draft.ts";
import { clip } from "./timeline.ts";

const STATUS: Record<CertificateReason, "True" | "False" | "Unknown"> = {
  Valid: "True",
  ExpiresSoon: "True",
  NotYetIssued: "False",
  WrongHost: "False",
  Expired: "False",
  NotYetValid: "False",
  UntrustedIssuer: "False",
  Unreachable: "Unknown",
};

/** Whether the conditions say it already; nothing that is not known is to be told. */
export function isCertificateTold(
  status: StoreStatus | undefined,
  certificate: ObservedCertificate | undefined,
): boolean {
  if (certificate === undefined) return true;
  const told = findCondition(status, "Certified");
  const { reason, message } = certificate;
  return told?.status === STATUS[reason] && told.reason === reason && told.message === clip(message);
}

export function certificateSeen({ reason, message }: ObservedCertificate, draft: StatusDraft): void {
  draft.step("Certified", STATUS[reason], reason, message);
  const told = draft.status.events?.findLast(
    (entry) => entry.reason === "StoreCertified" || entry.reason === "CertificateProblem",
  );
  switch (reason) {
    case "Valid":
      if (told?.reason !== "StoreCertified") draft.moment("Sale", "StoreCertified", message);
      return;
    case "Unreachable":
      return;
    case "NotYetIssued":
      // Where there never was one, it is on its way.
      if (told === undefined) return;
      break;
    default:
  }
  if (told?.reason !== "CertificateProblem" || told.message !== clip(message)) {
    draft.caution("Sale", "CertificateProblem", message);
  }
}
