import { describe, expect, test } from "vitest";
import { issueServing } from "../../dev/cluster/certificates.ts";
import { ConfigError, configHelp, readConfig } from "../../operator/config.ts";

const messageOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return "";
};

describe("the operator's settings", () => {
  test("have defaults that work as they are; empty means unset", () => {
    const config = readConfig({ MAX_ATTEMPTS: "", OTHER: "x" });
    expect(config).toMatchObject({
      STORES_NAMESPACE: "shopyard-stores",
      NAMESPACE_PREFIX: "shop-",
      BASE_DOMAIN: "localhost",
      SIMULATED: false,
      MAX_CONCURRENT_PROVISIONS: 2,
      MAX_ATTEMPTS: 3,
      IMAGE_PULL_SECRETS: [],
      ENGINE_IMAGES: {},
      HOST: "127.0.0.1",
      URL_PORT: undefined,
    });
    expect("OTHER" in config).toBe(false);
  });

  test.each([
    ["SIMULATED", "true", true],
    ["SIMULATED", "false", false],
    ["MAX_CONCURRENT_PROVISIONS", "7", 7],
    ["URL_PORT", "8443", 8443],
    ["PORT", "0", 0],
    ["IMAGE_PULL_SECRETS", '["a"]', ["a"]],
    ["ENGINE_IMAGES", '{"medusa":{"web":{"tag":"x"}}}', { medusa: { web: { tag: "x" } } }],
    ["DNS_TO", '{"cidr":"10.0.0.10/32"}', { cidr: "10.0.0.10/32" }],
  ] as const)("%s=%s is read", (name, text, value) => {
    expect(readConfig({ [name]: text })[name]).toEqual(value);
  });

  test.each([
    ["STORES_NAMESPACE", "Not_A_Label"],
    ["NAMESPACE_PREFIX", "-shop"],
    ["NAMESPACE_PREFIX", "a-prefix-that-leaves-no-room-for-names-"],
    ["BASE_DOMAIN", "no/domain"],
    ["BASE_DOMAIN", `${"a".repeat(60)}.`.repeat(5)],
    ["URL_SCHEME", "ftp"],
    ["URL_PORT", "0"],
    ["MAX_CONCURRENT_PROVISIONS", "0"],
    ["MAX_CONCURRENT_PROVISIONS", "two"],
    ["MAX_ATTEMPTS", "1.5"],
    ["MAX_PROVISION_SECONDS", "-1"],
    ["SIMULATED", "yes"],
    ["IMAGE_PULL_SECRETS", "regcred"],
    ["IMAGE_PULL_SECRETS", '{"a":1}'],
    ["ENGINE_IMAGES", '{"medusa":{"web":{"tagg":"x"}}}'],
    ["DNS_TO", '{"namspace":{}}'],
    ["DNS_TO", "{}"],
    ["DNS_TO", '{"cidr":"10.0.0.0/8","pod":{"a":"b"}}'],
    ["LOG_LEVEL", "loud"],
    ["PORT", "70000"],
  ])("%s=%s is refused, by name and with what was got", (name, value) => {
    expect(messageOf({ [name]: value })).toContain(`${name}=${JSON.stringify(value)}: `);
  });

  const https = { URL_SCHEME: "https" };
  test.each([
    [{ ...https, INGRESS_TLS: "default" }, ""],
    [{ ...https, INGRESS_TLS: "secret", INGRESS_TLS_SECRET: "{name}-tls" }, ""],
    [{ ...https, INGRESS_TLS: "secret" }, "needs INGRESS_TLS_SECRET, the Secret's name in a store's namespace"],
    [{ ...https, INGRESS_TLS_SECRET: "x" }, 'INGRESS_TLS_SECRET="x": is used with INGRESS_TLS=secret alone'],
    [{ ...https, INGRESS_TLS: "default", INGRESS_TLS_SECRET: "x" }, "is used with INGRESS_TLS=secret alone"],
    [{ INGRESS_TLS: "default" }, 'INGRESS_TLS="default": needs URL_SCHEME=https'],
    [
      { ...https, INGRESS_TLS: "default", GATEWAY_PARENTS: '[{"name":"a"}]' },
      "TLS is the Gateway listener's; set none",
    ],
    [
      { ...https, INGRESS_TLS: "default", INGRESS_ANNOTATIONS: '{"cert-manager.io/issuer":"own"}' },
      "INGRESS_ANNOTATIONS has cert-manager.io/issuer, which asks for a certificate a store",
    ],
  ] as const)("of TLS that do not go together are refused with what to do: %j", (env, message) => {
    expect(messageOf(env)).toEqual(message === "" ? "" : expect.stringContaining(message));
  });

  test("take authorities as certificates in PEM and nothing else", async () => {
    const { ca } = await issueServing(["a.localhost"]);
    expect(readConfig({ ROUTE_CHECK_CA: `ours:\n${ca}\n${ca}` }).ROUTE_CHECK_CA).toEqual([ca.trim(), ca.trim()]);
    const broken = ca.replace(/[A-Za-z0-9]{20}/, "AAAA");
    for (const text of ["letsencrypt", broken])
      expect(messageOf({ ROUTE_CHECK_CA: text })).toContain("certificates in PEM");
  });

  test("that are bad are told all at once, one a line", () => {
    const lines = messageOf({ MAX_ATTEMPTS: "x", PORT: "x", URL_SCHEME: "x" }).split("\n");
    expect(lines.map((line) => line.split("=")[0])).toEqual(["URL_SCHEME", "MAX_ATTEMPTS", "PORT"]);
  });

  test("are all in the help, each with what it is and its default", () => {
    const help = configHelp();
    for (const name of Object.keys(readConfig({}))) expect(help).toMatch(new RegExp(`^ {2}${name} +\\S+`, "m"));
    expect(help).toMatch(/MAX_CONCURRENT_PROVISIONS.*\[2\]/);
    expect(help).not.toContain(process.cwd());
  });
});
