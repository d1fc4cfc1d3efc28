/** The page's HTML: either with links to the server's files, or with everything inside. */
export interface DocumentParts {
  readonly title: string;
  /** Script and style elements for the head, already safe. */
  readonly head: string;
  /** Elements at the end of the body, already safe. */
  readonly tail: string;
}

const escapeText = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const icon =
  "data:image/svg+xml," +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect x="1" y="9" width="3" height="6" rx="1" fill="#0b7a8f"/><rect x="6.5" y="5" width="3" height="10" rx="1" fill="#0b7a8f"/><rect x="12" y="1" width="3" height="14" rx="1" fill="#c8372d"/></svg>`,
  );

/** The whole document. Without scripts it says so instead of staying blank. */
export function pageDocument({ title, head, tail }: DocumentParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<link rel="icon" href="${icon}">
${head}
</head>
<body>
<div id="page"><p class="boot">Opening the lake…</p></div>
<noscript><p class="boot">This page draws its charts in the browser: allow scripts for it.</p></noscript>
${tail}
</body>
</html>
`;
}
