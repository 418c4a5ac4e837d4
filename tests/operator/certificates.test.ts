import { describe, expect, test, vi } from "vitest";
import {
  type CertificateSource,
  judgeCertificate,
  type ServedCertificate,
} from "../../operator/diagnose/certificate.ts";
import { createJudgeCertificate } from "../../operator/watch/certificates.ts";
import { makePlatform, makeStore, T0 } from "./support/fixtures.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOST = "tea.example.com";
const served = (differs: Partial<Exclude<ServedCertificate, "refused">> = {}): ServedCertificate => ({
  ...{ names: ["*.example.com"], forHost: true, issuer: "R3 of Let's Encrypt", untrusted: undefined },
  ...{ from: T0 - 30 * DAY, until: T0 + 60 * DAY },
  ...differs,
});
const other = served({ forHost: false, names: ["a.org", "b.org", "c.org", "d.org"], untrusted: "SELF_SIGNED" });
const secret = { from: "secret", namespace: "shop-tea", secret: "tea-tls", present: true, issued: true } as const;
const absent = { ...secret, present: false } as const;
const wild = { from: "default" } as const;

describe("a certificate", () => {
  test.each<[string, ServedCertificate | undefined, CertificateSource, string, string]>([
    ["of the host", served(), secret, "Valid", "Issued by R3 of Let's Encrypt, valid until 2026-03-02 00:00 UTC"],
    ["of nobody", undefined, secret, "Unreachable", "see Routed"],
    [
      ...(["of other hosts while its Secret is not there", other, absent, "NotYetIssued"] as const),
      "Secret shop-tea/tea-tls is not there yet: tea.example.com is answered with a certificate for a.org, b.org, c.org and 1 more. cert-manager says why: kubectl -n shop-tea describe certificate tea-tls",
    ],
    ["refused while its Secret is not there", "refused", absent, "NotYetIssued", "shop-tea/tea-tls is not there yet"],
    ["refused though its Secret is there", "refused", secret, "NotYetIssued", "Nothing has one. cert-manager says why"],
    ["refused by a controller without a default", "refused", wild, "NotYetIssued", "the default certificate"],
    ["of other hosts though its Secret is there", other, secret, "WrongHost", "for a.org, b.org, c.org and 1 more. "],
    [
      ...([
        "of other hosts that somebody put into its Secret",
        other,
        { ...secret, issued: false },
        "WrongHost",
      ] as const),
      "Put one into Secret tea-tls: kubectl -n shop-tea describe secret tea-tls",
    ],
    ["of other hosts as the controller's own", other, wild, "WrongHost", "(INGRESS_TLS=default)"],
    ["of other hosts at a Gateway", other, { from: "gateway" }, "WrongHost", "the Gateway's listener"],
    ["of other hosts before the ingress", other, { from: "elsewhere" }, "WrongHost", "(INGRESS_TLS=none)"],
    [
      "until this moment",
      served({ until: T0 }),
      wild,
      "Expired",
      "Expired on 2026-01-01 00:00 UTC. Look at the default",
    ],
    ["that is over, of nobody's trust", served({ until: T0 - 1, untrusted: "CERT_HAS_EXPIRED" }), wild, "Expired", ""],
    ["from tomorrow on", served({ from: T0 + DAY }), wild, "NotYetValid", "from 2026-01-02 00:00 UTC on"],
    [
      ...([
        "that signed itself",
        served({ untrusted: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
        wild,
        "UntrustedIssuer",
      ] as const),
      "whom browsers do not trust (DEPTH_ZERO_SELF_SIGNED_CERT)",
    ],
    ["of 90 days with 14 left", served({ until: T0 + 14 * DAY, from: T0 - 76 * DAY }), secret, "Valid", ""],
    [
      ...(["of 90 days with less left", served({ until: T0 + 14 * DAY - 1, from: T0 - 76 * DAY }), secret] as const),
      ...(["ExpiresSoon", "Expires on 2026-01-14 23:59 UTC, and was not renewed yet. cert-manager says why"] as const),
    ],
    ["of 6 days with 2 left", served({ until: T0 + 2 * DAY, from: T0 - 4 * DAY }), secret, "Valid", ""],
    [
      "of 6 days with 35 hours left",
      served({ until: T0 + 35 * HOUR, from: T0 - 109 * HOUR }),
      secret,
      "ExpiresSoon",
      "",
    ],
  ])("%s", (_, certificate, source, reason, words) => {
    const found = judgeCertificate(HOST, certificate, source, T0);
    expect(found).toEqual({ reason, message: expect.stringContaining(words) });
  });

  test("is told in words that stay the same as long as it does", () => {
    const at = (now: number) => judgeCertificate(HOST, served(), secret, now);
    expect(at(T0 + DAY)).toEqual(at(T0));
  });
});

describe("the Secret of a certificate", () => {
  const https = { URL_SCHEME: "https" };
  const own = { ...https, INGRESS_TLS: "secret", INGRESS_TLS_SECRET: "{name}-tls" };
  const judging = (env: Record<string, string>, there: object | undefined) => {
    const get = vi.fn(async () => there);
    const judge = createJudgeCertificate({ client: { get: get as never }, platform: makePlatform(env), now: () => T0 });
    const store = makeStore({ name: "tea" });
    return { get, judge: (found: ServedCertificate) => judge(store, HOST, found, new AbortController().signal) };
  };

  test("is looked for by its name and without its data, where another certificate was answered with", async () => {
    const { get, judge } = judging(own, undefined);
    expect(await judge(other)).toMatchObject({
      reason: "NotYetIssued",
      message: expect.stringContaining("describe secret"),
    });
    const path = "/api/v1/namespaces/shop-tea/secrets/tea-tls";
    expect(get.mock.calls).toEqual([[path, expect.objectContaining({ metadataOnly: true })]]);
    expect(await judge("refused")).toMatchObject({ reason: "NotYetIssued" });
    expect(get).toHaveBeenCalledTimes(2);
  });

  test("that is there holds a certificate of another host", async () => {
    const { judge } = judging({ ...own, INGRESS_ANNOTATIONS: '{"cert-manager.io/issuer":"own"}' }, {});
    const message = expect.stringContaining("kubectl -n shop-tea describe certificate tea-tls");
    expect(await judge(other)).toMatchObject({ reason: "WrongHost", message });
  });

  test.each([
    ["its own certificate is answered with", own, served()],
    ["the controller has one for all", { ...https, INGRESS_TLS: "default" }, other],
    ["a Gateway has it", { ...https, GATEWAY_PARENTS: '[{"name":"public"}]' }, other],
    ["something else ends TLS", https, other],
  ] as const)("is not looked for where %s", async (_, env, found) => {
    const { get, judge } = judging(env, undefined);
    expect((await judge(found)).reason).toBe(found === other ? "WrongHost" : "Valid");
    expect(get).not.toHaveBeenCalled();
  });
});
