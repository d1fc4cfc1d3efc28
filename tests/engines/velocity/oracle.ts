/** What a request must become, said a second time and without templates: the body the service should get, or the parameter refused. */

export type Query = Readonly<Record<string, string>>;
export type Expected = { readonly body: Record<string, unknown> } | { readonly refused: string };

const NEWEST_FROM = 1_704_067_200_000;

const isTime = (text: string) => /^\d{1,13}$/.test(text) && String(Number(text)) === text;
const isLimit = (text: string, most: number) =>
  /^\d{1,5}$/.test(text) && String(Number(text)) === text && Number(text) >= 1 && Number(text) <= most;
const isToken = (text: string) => text.length <= 4096 && [...text].every((c) => c > " " && c < "\u007f");

export function expected(route: string, query: Query, logGroupName: string): Expected {
  const given = (name: string) => (query[name] === "" ? undefined : query[name]);
  const [stream, start, end, limit, filter, order, next] = ["stream", "start", "end", "limit", "filter", "order", "next"].map(given);
  const page = { ...(limit && { limit: Number(limit) }), ...(next && { nextToken: next }) };
  if (route === "streams") {
    if (limit && !isLimit(limit, 50)) return { refused: "limit" };
    if (next && !isToken(next)) return { refused: "next" };
    return { body: { ...page, orderBy: "LastEventTime", descending: true, logGroupName } };
  }
  if (route === "stream-events") {
    const length = [...(stream ?? "")].length;
    // A blank one is refused by the request validator.
    if (!stream?.trim() || length > 512 || stream.includes(":") || stream.includes("*")) return { refused: "stream" };
  } else {
    if (order && order !== "newest" && order !== "oldest") return { refused: "order" };
    if (filter && [...filter].length > 1024) return { refused: "filter" };
  }
  if (start && !isTime(start)) return { refused: "start" };
  if (end && !isTime(end)) return { refused: "end" };
  if (limit && !isLimit(limit, 10_000)) return { refused: "limit" };
  if (next && !isToken(next)) return { refused: "next" };
  const newest = route === "events" && order !== "oldest";
  if (newest && start && Number(start) < NEWEST_FROM) return { refused: "start" };
  if (newest && end && Number(end) < NEWEST_FROM) return { refused: "end" };
  if (start && end && Number(end) < Number(start)) return { refused: "end" };
  const from = start ? Number(start) : newest ? NEWEST_FROM : undefined;
  const range = { ...(from !== undefined && { startTime: from }), ...(end && { endTime: Number(end) }), ...page };
  return route === "stream-events"
    ? { body: { logStreamName: stream, ...range, startFromHead: true, logGroupName } }
    : { body: { ...(filter && { filterPattern: filter }), ...range, startFromHead: !newest, logGroupName } };
}
