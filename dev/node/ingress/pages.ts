/** What the development ingress answers by itself. It says what it is, so that nobody takes it for the shop. */
export function page(title: string, paragraphs: readonly string[], links: readonly string[] = []): string {
  const list = links.map((link) => `<li><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></li>`).join("\n");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem">
<h1>${escapeHtml(title)}</h1>
${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join("\n")}
${list === "" ? "" : `<ul>\n${list}\n</ul>\n`}<p><small>Shopyard's development ingress: it reads the cluster's Ingress objects. Not for production.</small></p>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
