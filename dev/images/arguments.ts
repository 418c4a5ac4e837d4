import { parseArgs } from "node:util";
import { ImageError } from "./image-error.ts";
import { IMAGE_NAMES, type ImageName, isImageName } from "./image-table.ts";

export const COMMANDS = ["build", "list"] as const;
export type Command = (typeof COMMANDS)[number];

export interface CommandLine {
  command: Command | "help";
  /** Those named; all of them when none is. */
  names: readonly ImageName[];
  fresh: boolean;
  json: boolean;
}

export const HELP = `usage: npm run images -- <command> [name...] [options]

  build   get the named images, or all, as archives in the cache: what is there stays, official images come from
          their registry where it answers, the others are built with docker or, without an engine, with buildah
  list    say which are in the cache

names
  ${IMAGE_NAMES.join(" ")}

options
  --fresh   build the named ones although they are there (Debian's packages move on)
  --json    one JSON object on stdout
  --help    this text

environment
  WORDPRESS_ARCHIVE, WOOCOMMERCE_ARCHIVE   a path or URL each, with ..._SHA256 (a URL needs it): see images/README.md
  POSTGRES_IMAGE_ARCHIVE and the like      a docker-archive to use for an image, with ..._SHA256
  SHOPYARD_CACHE                           where archives are kept (default ~/.cache/shopyard)
`;

/** @throws ImageError that names the argument, what was got and what is allowed */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const [command, ...names] = positionals;
  const { fresh = false, json = false } = values;
  if (values.help || command === "help") return { command: "help", names: [], fresh, json };
  if (command === undefined) throw new ImageError(`A command is missing: one of ${COMMANDS.join(", ")}.`);
  if (!isCommand(command)) throw new ImageError(`Unknown command "${command}": use one of ${COMMANDS.join(", ")}.`);
  for (const name of names) {
    if (!isImageName(name)) throw new ImageError(`Unknown image "${name}": use some of ${IMAGE_NAMES.join(", ")}.`);
  }
  return { command, names: names.length === 0 ? IMAGE_NAMES : names.filter(isImageName), fresh, json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        fresh: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new ImageError(`${(error as Error).message} See --help.`, { cause: error });
  }
}

function isCommand(word: string): word is Command {
  return COMMANDS.some((command) => command === word);
}
