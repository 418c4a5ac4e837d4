/** What goes into a program, as a CycloneDX document, and the licences it comes under. */

/** As vite lists the packages of a bundle. */
export interface BundledPackage {
  name: string;
  version: string;
  /** SPDX. */
  identifier?: string | null;
  text?: string;
}

/**
 * CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). Without the time and the serial number, which the standard leaves
 * open: equal programs have equal documents.
 */
export function bomOf(program: string, version: string, packages: readonly BundledPackage[]): object {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", name: program, version, licenses: [{ license: { id: "Apache-2.0" } }] },
    },
    components: packages
      .toSorted((a, b) => (packageUrl(a) < packageUrl(b) ? -1 : 1))
      .map((bundled) => ({
        type: "library",
        "bom-ref": packageUrl(bundled),
        name: bundled.name,
        version: bundled.version,
        purl: packageUrl(bundled),
        ...(bundled.identifier && { licenses: [licenceOf(bundled)] }),
      })),
  };
}

const licenceOf = ({ identifier, text }: BundledPackage): object => {
  const content = text === undefined ? {} : { text: { content: text } };
  // An expression such as "MIT OR Apache-2.0" has no place for the text.
  return /\s/.test(identifier ?? "") ? { expression: identifier } : { license: { id: identifier, ...content } };
};

/** https://github.com/package-url/purl-spec: a scope's `@` is encoded. */
const packageUrl = ({ name, version }: BundledPackage): string => `pkg:npm/${name.replace("@", "%40")}@${version}`;
