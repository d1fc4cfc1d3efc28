import type { ComponentChildren } from "preact";

/** Code between backticks; everything else as it stands. */
function inline(text: string): ComponentChildren[] {
  return text.split(/`([^`]*)`/).map((part, i) => (i % 2 === 1 ? <code key={`${i}${part}`}>{part}</code> : part));
}

/** The Markdown of text widgets as far as these dashboards use it: headings, lines and code. */
export function PreviewText({ markdown }: { readonly markdown: string }) {
  return (
    <>
      {markdown.split("\n").map((line) => {
        const heading = /^(#{1,6}) (.*)$/.exec(line);
        if (!heading) return <p key={line}>{inline(line)}</p>;
        return heading[1]!.length < 3 ? <h2 key={line}>{inline(heading[2]!)}</h2> : <h3 key={line}>{inline(heading[2]!)}</h3>;
      })}
    </>
  );
}
