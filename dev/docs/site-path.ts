/** Where a page is on the site: where its Markdown is in the repository, a README being its folder's first page. */
export const sitePath = (source: string): string => source.replace(/(^|\/)README\.md$/, "$1index.md");
