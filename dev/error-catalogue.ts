/** docs/errors.md's generated parts: a table and a section a code, from crds/errors.ts and crds/refusals.ts. */
import { ERRORS } from "@shopyard/crds/errors.ts";
import { REFUSALS } from "@shopyard/crds/refusals.ts";

const WIDTH = 120;

/**
 * `page` with what stands between its markers `<!-- generated: failures -->` and `<!-- generated: refusals -->` and the
 * `<!-- end -->` after each replaced.
 * @throws Error naming the marker that is missing
 */
export function withCatalogue(page: string): string {
  return replacePart(replacePart(page, "failures", failures()), "refusals", refusals());
}

function failures(): string {
  const kinds = Object.entries(ERRORS);
  const rows = kinds.map(
    ([code, { title, retryable }]) => `| [\`${code}\`](#${anchor(code)}) | ${title} | ${retryable ? "yes" : "no"} |`,
  );
  const sections = kinds.map(([code, { title, meaning, evidence, hint, retryable }]) =>
    section(code, title, meaning, [
      `**What to do:** ${hint}`,
      `**Evidence:** ${evidence}`,
      `**Tried again:** ${retryable ? "yes" : "no"}.`,
    ]),
  );
  return [["| Code | Title | Tried again |", "|---|---|---|", ...rows].join("\n"), ...sections].join("\n\n");
}

function refusals(): string {
  const kinds = Object.entries(REFUSALS);
  const rows = kinds.map(([code, { title, fields }]) => {
    const more = fields === "" ? "" : ` \`${fields}\` `;
    return `| [\`${code}\`](#${anchor(code)}) | ${title} |${more || " "}|`;
  });
  const sections = kinds.map(([code, { title, meaning, hint }]) =>
    section(code, title, meaning, [`**What to do:** ${hint}`]),
  );
  return [["| Code | Title | More fields |", "|---|---|---|", ...rows].join("\n"), ...sections].join("\n\n");
}

const section = (code: string, title: string, meaning: string, facts: readonly string[]): string =>
  [`### ${code}`, wrap(`**${title}.** ${meaning}`), facts.map((fact) => wrap(`- ${fact}`, "  ")).join("\n")].join(
    "\n\n",
  );

/** As GitHub spells a heading's. */
const anchor = (code: string): string => code.toLowerCase();

function wrap(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

function replacePart(page: string, name: string, text: string): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const end = "\n<!-- end -->";
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from === -1 || to === -1)
    throw new Error(`docs/errors.md lacks "${begin.trim()}" or the "${end.trim()}" after it`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}
