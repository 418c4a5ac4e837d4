import { ToolError } from "../cluster/tools/tool-error.ts";
import { type CommandLine, HELP, parseCommandLine } from "./arguments.ts";
import { describe, ensureImages, findImage, type Image } from "./ensure-images.ts";
import { ImageError } from "./image-error.ts";
import { type ImageName, imageRecipe } from "./image-table.ts";

const abort = new AbortController();
process.once("SIGINT", () => abort.abort()).once("SIGTERM", () => abort.abort());
try {
  await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  if (abort.signal.aborted) {
    say("interrupted; what was built so far stays");
    process.exitCode = 130;
  } else if (error instanceof ImageError || error instanceof ToolError) {
    say(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}

async function run({ command, names, fresh, json }: CommandLine): Promise<void> {
  switch (command) {
    case "help":
      return void process.stdout.write(HELP);
    case "build":
      return report(await ensureImages(names, { fresh, signal: abort.signal }), names, json);
    case "list": {
      const images = new Map<ImageName, Image>();
      for (const name of names) {
        const image = await findImage(name);
        if (image !== undefined) images.set(name, image);
      }
      return report(images, names, json);
    }
  }
}

function report(images: ReadonlyMap<ImageName, Image>, names: readonly ImageName[], json: boolean): void {
  if (json) {
    print(JSON.stringify(Object.fromEntries(images)));
    return;
  }
  for (const name of names) {
    const image = images.get(name);
    if (image === undefined) print(`${imageRecipe(name).ref}: not in the cache`);
    else print(`${describe(image)}\n  ${image.archive}`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
