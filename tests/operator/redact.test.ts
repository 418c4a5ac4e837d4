import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redact } from "../../operator/diagnose/redact.ts";

const SECRET = "Zm9v-YmFy_cXV4";
const base64 = (text: string) => Buffer.from(text).toString("base64");
/** What the zero bytes around a secret look like in base64. */
const NOISE = /AAA/;
const PEM = [
  "-----BEGIN PRIVATE KEY-----",
  "MIIEvQIBADANBgkqhkiG9w0B",
  "AQEFAASCBKcwggSj",
  "-----END PRIVATE KEY-----",
];

describe("a text", () => {
  test.each<[string, string, string]>([
    ["keeps what is harmless", "GET /shop 200 in 12 ms", "GET /shop 200 in 12 ms"],
    ["keeps short words that are secrets too", "admin signed in", "admin signed in"],
    ["keeps the name of a Secret", 'secret "demo-credentials" not found', 'secret "demo-credentials" not found'],
    ["keeps a URL without a password", "http://demo-web:80/admin", "http://demo-web:80/admin"],
    [
      "keeps who could not sign in",
      'password authentication failed for user "x"',
      'password authentication failed for user "x"',
    ],
  ])("%s", (_, text, expected) => {
    expect(redact(text, [SECRET, "admin"])).toBe(expected);
  });

  test.each<[string, string, string]>([
    ["as it stands, everywhere", `a ${SECRET} b=${SECRET}`, "a [removed] b=[removed]"],
    ["in JSON", JSON.stringify({ url: `x ${SECRET} y` }), '{"url":"x [removed] y"}'],
    ["in base64", `got ${base64(SECRET)}`, "got [removed]"],
    ["in the base64 of more", `Got ${base64(`user:${SECRET}`)}.`, "Got dXNlcjp[removed]."],
    ["in base64 for URLs", Buffer.from(SECRET).toString("base64url"), "[removed]Q"],
    ["broken over lines", "a Zm9v-Y\n  mFy_cXV4 b", "a [removed] b"],
  ])("loses a given secret %s", (_, text, expected) => {
    expect(redact(text, [SECRET, "admin"])).toBe(expected);
  });

  test("loses a given secret with characters that URLs and JSON escape", () => {
    const odd = 'pa/ss "wörd"+1';
    const query = new URLSearchParams({ q: odd }).toString();
    for (const text of [
      odd,
      JSON.stringify(odd),
      encodeURIComponent(odd),
      encodeURIComponent(odd).toLowerCase(),
      query,
    ]) {
      expect(redact(`<${text}>`, [odd])).toMatch(/^<(?:"|q=)?\[removed\]"?>$/);
    }
  });

  test("loses the whole of a secret that begins as another", () => {
    expect(redact("x=abcdefgh12345678", ["abcdefgh", "abcdefgh12345678"])).toBe("x=[removed]");
  });

  test.each<[string, string, string]>([
    ["a URL's password", "postgres://medusa:pa55@db:5432/x", "postgres://medusa:[removed]@db:5432/x"],
    ["a URL's password with an @ in it", "redis://:p@ss@host:6379", "redis://:[removed]@host:6379"],
    ["a URL's token without a user", "https://0123456789abcdef0123@git.example/x", "https://[removed]@git.example/x"],
    ["a URL's password in JSON", '{"url":"mysql://u:p,w@db/x"}', '{"url":"mysql://u:[removed]@db/x"}'],
    ["a Go DSN's password", "wp:hunter2@tcp(db:3306)/wp", "wp:[removed]@tcp(db:3306)/wp"],
    ["a key-value DSN's password", "host=db password=hunter2 user=x", "host=db password=[removed] user=x"],
    ["an ADO string's password", "Server=db;Uid=x;Pwd=hunter2;", "Server=db;Uid=x;Pwd=[removed];"],
    ["a query's password", "/x?password=hunter2&y", "/x?password=[removed]"],
    ["what a variable names", "DB_PASSWORD=hunter2 user=x", "DB_PASSWORD=[removed] user=x"],
    ["what a JSON key names, spaces and all", '{"password": "a, b c","x":1}', '{"password": [removed],"x":1}'],
    ["what a JSON key names, quotes and all", '{"token":"a\\"b","x":1}', '{"token":[removed],"x":1}'],
    ["what a key in camel case names", '{"clientSecret":"abc","x":1}', '{"clientSecret":[removed],"x":1}'],
    [
      "what a key in JSON in JSON names",
      '{"msg":"{\\"password\\":\\"a b\\",\\"x\\":1}"}',
      '{"msg":"{\\"password\\":[removed],\\"x\\":1}"}',
    ],
    ["what a key on the line before names", '  "password":\n    "a b",\n  "x": 1', '  "password":[removed],\n  "x": 1'],
    ["a YAML block", "password: |\n  hunter2 more\nx: 1", "password: [removed]\nx: 1"],
    ["a quoted value that was cut", 'secret="abc def', "secret=[removed]"],
    ["what a PHP key names", "'password' => 'a b', 'x' => 1", "'password' => [removed], 'x' => 1"],
    ["what an option names", "mysql --password hunter2 -u x", "mysql --password [removed] -u x"],
    ["what SQL names", "ALTER ROLE x PASSWORD 'a''b' LOGIN", "ALTER ROLE x PASSWORD [removed] LOGIN"],
    ["an API key", "api_key: 12345", "api_key: [removed]"],
    ["a bearer token in a header", "Authorization: Bearer abc.def-ghi", "Authorization: [removed]"],
    ["a bearer token in a sentence", "sent bearer abc.def to x", "sent bearer [removed] to x"],
    ["a basic credential", "authorization: Basic dXNlcjpwYXNz==", "authorization: [removed]"],
    ["a JWT", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln for x", "got [removed] for x"],
    ["every cookie", "Cookie: a=b; connect.sid=s%3Axyz", "Cookie: [removed]"],
    ["a payment provider's key", "using sk_live_0123456789abcdef now", "using [removed] now"],
    ["a private key", `a\n${PEM.join("\n")}\nb`, "a\n[removed]\nb"],
    ["a private key in JSON", JSON.stringify({ pem: PEM.join("\n") }), '{"pem":"[removed]"}'],
    ["a private key that was cut at its end", `a ${PEM.slice(0, 2).join("\n")}`, "a [removed]"],
    ["a private key that was cut at its beginning", PEM.slice(1).join("\n"), "[removed]"],
  ])("loses %s", (_, text, expected) => {
    expect(redact(text, [])).toBe(expected);
  });

  test("keeps no part of a generated secret, however it is written", () => {
    const secret = fc
      .uint8Array({ minLength: 12, maxLength: 48 })
      .map((bytes) => Buffer.from(bytes).toString("base64url"))
      .filter((text) => new Set(text).size >= 8 && !NOISE.test(text));
    const spelt: ((text: string, before: string) => string)[] = [
      (text) => text,
      (text) => JSON.stringify({ a: text }),
      (text, before) => base64(before + text),
      (text, before) => base64(`${before}${text}${before}`),
      (text, before) => Buffer.from(before + text + before).toString("base64url"),
      (text) => text.replace(/(.{5})/g, "$1\n    "),
      (text) => base64(text).replace(/(.{8})/g, "$1\r\n"),
      (text) => `pg://u:${encodeURIComponent(text)}@h/d`,
    ];
    fc.assert(
      fc.property(
        secret,
        fc.nat(spelt.length - 1),
        fc.constantFrom("", "\0", "\0\0", "\0\0\0"),
        (text, way, before) => {
          const written = spelt[way]?.(text, before) ?? "";
          const left = redact(`log: ${written} end`, [text]).replaceAll(/\s/g, "");
          const plain = written.replaceAll(/\s/g, "");
          const slices = [...plain].map((_, at) => plain.slice(at, at + 7)).filter((slice) => slice.length === 7);
          const kept = slices.filter((slice) => left.includes(slice) && !NOISE.test(slice) && !/[:/@{}"]/.test(slice));
          expect(kept).toEqual([]);
        },
      ),
    );
  });

  test.each([
    ["dashes", "a-".repeat(80_000)],
    ["colons", `http://${"a:".repeat(80_000)}`],
    ["URLs", "http://a:".repeat(16_000)],
    ["keys", "token='".repeat(20_000)],
    ["dots", "a.".repeat(80_000)],
    ["the beginnings of keys", "-----BEGIN PRIVATE KEY-----".repeat(6_000)],
    ["base64", `${"A".repeat(64)}\n`.repeat(2_500)],
  ])("of many %s takes no long time", (_, text) => {
    const begin = performance.now();
    redact(text, [SECRET.repeat(4)]);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
