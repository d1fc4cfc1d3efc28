import { type PreviewRequest, previewRanges } from "../../../cloudwatch/preview-contract";

const place = "cloudwatch";

/** Whether the address in the browser is one of a preview: `#/cloudwatch/rest-overview?api=orders&hours=72`. */
export const isPreview = (dashboard: string): boolean => dashboard === place || dashboard.startsWith(`${place}/`);

/** What the address asks for. Whatever is not understood is left out. */
export function readPreview(hash: string): PreviewRequest {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const given = new URLSearchParams(query);
  const hours = Number(given.get("hours"));
  const choices: Record<string, string> = {};
  for (const [id, value] of given) if (id !== "hours") choices[id] = value;
  const dashboard = path.replace(/%2F/gi, "/").slice(place.length + 1);
  return {
    dashboard: /^[a-z-]{0,40}$/.test(dashboard) ? dashboard : "",
    choices,
    ...(previewRanges.some((range) => range.hours === hours) && { hours }),
  };
}

/** The counterpart of `readPreview`. */
export function writePreview({ dashboard, choices, hours }: PreviewRequest): string {
  const query = new URLSearchParams({ ...choices, ...(hours !== undefined && { hours: String(hours) }) }).toString();
  return `#/${place}${dashboard ? `/${dashboard}` : ""}${query ? `?${query}` : ""}`;
}
