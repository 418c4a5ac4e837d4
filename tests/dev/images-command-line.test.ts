import { expect, test } from "vitest";
import { parseCommandLine } from "../../dev/images/arguments.ts";
import { describe as describeImage } from "../../dev/images/ensure-images.ts";
import { IMAGE_NAMES } from "../../dev/images/image-table.ts";

test("named images are built, and all of them when none is named", () => {
  expect(parseCommandLine(["build", "postgres", "redis", "--fresh"])).toEqual({
    command: "build",
    names: ["postgres", "redis"],
    fresh: true,
    json: false,
  });
  expect(parseCommandLine(["list", "--json"])).toMatchObject({ command: "list", names: IMAGE_NAMES, json: true });
});

test.each([[["--help"]], [["help"]], [["build", "-h"]]])("%j asks for help", (args) => {
  expect(parseCommandLine(args).command).toBe("help");
});

test.each([
  [[], /A command is missing: one of build, list/],
  [["make"], /Unknown command "make": use one of build, list/],
  [["build", "mysql"], /Unknown image "mysql": use some of debian-bookworm, .*, woocommerce/],
  [["build", "--bogus"], /--bogus/],
])("%j is refused with what is allowed", (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message);
});

test("an image that isn't what its reference says is called a stand-in, loudly", () => {
  const record = { ref: "redis:8.2.1", seconds: 8, bytes: 90_400_000, time: "2026-01-01T00:00:00Z" };
  expect(describeImage({ ...record, source: "official" })).toBe("redis:8.2.1: 90 MB, official");
  expect(describeImage({ ...record, source: "built", standIn: "Redis 8.0 of Debian 13" })).toBe(
    "redis:8.2.1: 90 MB, built, a STAND-IN: Redis 8.0 of Debian 13",
  );
});
