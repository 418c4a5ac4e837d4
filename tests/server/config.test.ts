import { describe, expect, test } from "vitest";
import { helpText, readConfig } from "../../server/config.ts";

const OWNER_KEY = "sixteen characters at least";

describe("the settings", () => {
  test("have defaults for everything but the owner key", () => {
    expect(readConfig({ OWNER_KEY })).toMatchObject({
      host: "127.0.0.1",
      port: 4000,
      storesNamespace: "shopyard-stores",
      systemNamespace: "shopyard-system",
      namespacePrefix: "shop-",
      trustProxyHops: 0,
      ownStoresLimit: 20,
      createsPerMinute: 10,
      allowedOrigins: [],
      clientDir: undefined,
      docsUrl: "/errors/",
    });
  });

  test.each([
    ["OWNER_KEY", undefined, "OWNER_KEY is not set; allowed: at least 16 characters"],
    ["OWNER_KEY", "s3cret", "OWNER_KEY: got 6 characters; allowed: at least 16 characters"],
    ["PORT", "http", 'PORT: got "http"; allowed: a whole number from 0 to 65535'],
    ["PORT", "70000", 'PORT: got "70000"; allowed: a whole number from 0 to 65535'],
    ["AUTH_MODE", "oidc", 'AUTH_MODE: got "oidc"; allowed: none or proxy'],
    ["AUTH_MODE", "proxy", "PUBLIC_URL is not set; AUTH_MODE=proxy needs"],
    ["PUBLIC_URL", "https://a.test/yard", 'PUBLIC_URL: got "https://a.test/yard"; allowed: an origin'],
    ["HEALTH_PORT", "all", 'HEALTH_PORT: got "all"; allowed: a whole number from 0 to 65535, or nothing'],
    ["NAMESPACE_PREFIX", "Shop_", 'NAMESPACE_PREFIX: got "Shop_"; allowed: at most 23'],
    ["ALLOWED_ORIGINS", "https://a.test/path", 'ALLOWED_ORIGINS: got "https://a.test/path"; allowed: origins'],
    [
      "DOCS_URL",
      "javascript:alert(1)",
      'DOCS_URL: got "javascript:alert(1)"; allowed: an http or https URL, or a path',
    ],
    ["DOCS_URL", "//elsewhere.test/", 'DOCS_URL: got "//elsewhere.test/"; allowed: an http'],
    ["LOG_LEVEL", "loud", 'LOG_LEVEL: got "loud"; allowed: one of trace'],
    ["HOST", "nowhere", 'HOST: got "nowhere"; allowed: an IP address or localhost'],
    ["TRUST_PROXY_HOPS", "-1", 'TRUST_PROXY_HOPS: got "-1"; allowed: a whole number from 0 to 8'],
  ])("%s=%s is refused by name, value and what is allowed", (name, value, message) => {
    expect(() => readConfig({ OWNER_KEY, [name]: value })).toThrow(message);
  });

  test("name everything that is wrong at once, and never a secret's value", () => {
    const read = () => readConfig({ OWNER_KEY: "s3cret", PORT: "x" });
    expect(read).toThrow(/OWNER_KEY.*\nPORT|PORT.*\nOWNER_KEY/s);
    expect(read).not.toThrow(/s3cret/);
  });

  test.each(["0.0.0.0", "192.168.1.10", "::"])(
    "without sign-in, listening on %s is refused with what to do",
    (HOST) => {
      expect(() => readConfig({ OWNER_KEY, HOST })).toThrow(/AUTH_MODE=none.*loopback.*port-forward/s);
    },
  );

  test.each(["127.0.0.1", "127.8.8.8", "::1", "localhost"])("without sign-in, listening on %s is fine", (HOST) => {
    expect(readConfig({ OWNER_KEY, HOST }).host).toBe(HOST);
  });

  test("behind a proxy that signs people in, every address may be listened on", () => {
    const behind = { OWNER_KEY, AUTH_MODE: "proxy", PUBLIC_URL: "https://yard.example.com", HOST: "0.0.0.0" };
    expect(readConfig({ ...behind, HEALTH_PORT: "4001" })).toMatchObject({
      host: "0.0.0.0",
      healthPort: 4001,
      publicUrl: "https://yard.example.com",
    });
    expect(readConfig(behind).healthPort).toBeUndefined();
  });

  test("are all in --help", () => {
    for (const name of ["HOST", "PORT", "OWNER_KEY", "MAX_SOCKETS", "CLIENT_DIR", "TRUST_PROXY_HOPS"]) {
      expect(helpText()).toContain(`\n  ${name}\n`);
    }
  });
});
