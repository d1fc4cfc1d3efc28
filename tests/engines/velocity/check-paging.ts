/** A client that goes on until `next` is null reads 25,000 events: each once, in order, and it ends. */
import type { Finding } from "../engine";
import { Gateway } from "./gateway";
import { makeRandom } from "./random";
import type { Renderer } from "./renderer";
import { FakeLogs, type StoredEvent } from "./service";
import { ALIAS, document, LOG_GROUP } from "./subject";

export const STREAM = "2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef";
const OTHER_STREAM = "2026/11/21/[$LATEST]f";

/** Events of two streams; three at a time share a millisecond, as they do in life. */
export function storedEvents(count: number): StoredEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    logStreamName: i % 5 === 4 ? OTHER_STREAM : STREAM,
    timestamp: 1_795_219_200_000 + Math.floor(i / 3),
    ingestionTime: 1_795_219_200_500 + i,
    message: i % 7 === 0 ? `${i} it's "quoted" \\ 漢字` : `${i} plain`,
    eventId: String(i).padStart(56, "0"),
  }));
}

interface Walk {
  readonly what: string;
  readonly path: "stream-events" | "events" | "streams";
  readonly query: Record<string, string>;
  readonly want: (events: StoredEvent[]) => string[];
}

const messages = (events: StoredEvent[]) => events.map(({ message }) => message);
const inStream = (events: StoredEvent[]) => events.filter(({ logStreamName }) => logStreamName === STREAM);

const walks: Walk[] = [
  { what: "a stream", path: "stream-events", query: { stream: STREAM }, want: (all) => messages(inStream(all)) },
  {
    what: "a stream, 700 at a time",
    path: "stream-events",
    query: { stream: STREAM, limit: "700" },
    want: (all) => messages(inStream(all)),
  },
  {
    what: "a time range of a stream",
    path: "stream-events",
    query: { stream: STREAM, start: "1795219201000", end: "1795219204000", limit: "100" },
    want: (all) => messages(inStream(all).filter(({ timestamp: t }) => t >= 1_795_219_201_000 && t < 1_795_219_204_000)),
  },
  { what: "the group, newest first", path: "events", query: {}, want: (all) => messages([...all].reverse()) },
  { what: "the group, oldest first", path: "events", query: { order: "oldest", limit: "999" }, want: messages },
  {
    what: "a search",
    path: "events",
    query: { filter: "it's", order: "oldest" },
    want: (all) => messages(all.filter(({ message }) => message.includes("it's"))),
  },
  { what: "a search without a hit", path: "events", query: { filter: "nowhere" }, want: () => [] },
  { what: "the streams, one at a time", path: "streams", query: { limit: "1" }, want: () => [STREAM, OTHER_STREAM] },
];

export async function checkPaging(renderer: Renderer, count = 25_000, judged = document): Promise<{ count: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const events = storedEvents(count);
  let read = 0;
  for (const bareAnswers of [false, true])
    for (const walk of walks) {
      const logs = new FakeLogs({ [LOG_GROUP]: events }, true, makeRandom(17));
      const gateway = new Gateway(renderer, judged, (request) => logs.answer(request), { bareAnswers });
      const want = walk.want(events);
      const { got, problem } = await readAll(gateway, walk, want.length);
      read += got.length;
      const at = got.findIndex((message, i) => message !== want[i]);
      const wrong =
        problem ??
        (got.length !== want.length
          ? `${got.length} read, not ${want.length}`
          : at >= 0
            ? `at ${at}: ${got[at]}, not ${want[at]}`
            : undefined);
      if (wrong) findings.push({ where: `paging, ${walk.what}${bareAnswers ? " (bare)" : ""}`, message: wrong });
    }
  return { count: read, findings };
}

/** What the documentation tells clients to do. */
async function readAll(gateway: Gateway, { path, query }: Walk, most: number): Promise<{ got: string[]; problem?: string }> {
  const got: string[] = [];
  const calls = 100 + Math.ceil((most * 4) / Number(query.limit ?? 10_000));
  let next: string | null = null;
  for (let call = 0; call < calls; call++) {
    const { status, body } = await gateway.call({ path: `/groups/${ALIAS}/${path}`, query: { ...query, ...(next ? { next } : {}) } });
    if (status !== 200) return { got, problem: `HTTP ${status} ${body}` };
    const page = JSON.parse(body);
    for (const item of page.events ?? page.streams) got.push(item.message ?? item.name);
    if (page.next === null || (gateway.reading.bareAnswers && page.next === next)) return { got };
    if (page.next === next) return { got, problem: "the last token came back instead of null" };
    next = page.next;
  }
  return { got, problem: `no end after ${calls} calls` };
}
