import { readFile } from "node:fs/promises";

/** One test of a suite and why it failed, if it did. */
export interface ReportedTest {
  suite: string;
  name: string;
  failure?: string;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const decodeEntities = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(\w+));/g, (whole, hex, decimal, name) =>
    hex !== undefined || decimal !== undefined
      ? String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10))
      : (ENTITIES[name] ?? whole),
  );

/** Reads the JUnit file that helm-unittest or promtool writes; throws where none was written. */
export async function readReport(file: string): Promise<ReportedTest[]> {
  const xml = await readFile(file, "utf8");
  return [...xml.matchAll(/<testsuite\b([^>]*)>([\s\S]*?)<\/testsuite>/g)].flatMap(([, attributes = "", body = ""]) => {
    const suite = attribute(attributes, "name");
    return [...body.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, own = "", inner = ""]) => {
      const failure = /<(?:failure|error)\b[^>]*>([\s\S]*?)<\/(?:failure|error)>/.exec(inner)?.[1];
      const name = attribute(own, "name");
      return { suite, name, ...(failure !== undefined && { failure: decodeEntities(failure) }) };
    });
  });
}

const attribute = (attributes: string, name: string): string =>
  decodeEntities(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
