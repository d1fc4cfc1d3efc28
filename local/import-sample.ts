import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { apiKinds } from "../analytics/schema";
import { formatFor } from "../analytics/schema/log-format";
import type { Handlers } from "./handlers";
import { cloudWatchLogsRecord, type KeepFailed, type SourceRecord, transformRecords } from "./import-access-logs";
import { trackEvents } from "./import-cloudtrail";
import { addBalances, type ImportBalance } from "./import-summary";
import type { LakeWriter } from "./lake-writer";
import { showProgress } from "./progress";
import { accessLogLine } from "./sample/access-log-line";
import { account, logGroupOf } from "./sample/business";
import { type Story, sampleDirectory, sampleHistory } from "./sample/story";

/** What the sample's callers and authorizers carry, and so its formats log. */
export const sampleFormatSettings = { authorizerProperties: ["usage_prompt_tokens", "usage_completion_tokens"], jwtClaims: [] as string[] };

/** Lines that one delivery of a log group holds. */
const linesPerDelivery = 100;

/** A line that nobody can read, as it happens in real logs: the summary and the page say that one failed and why. */
const unreadableLine = '{"requestId":"cut off in the mid';

/** The story as its APIs would log it: REST stages put single lines into the stream, HTTP and WebSocket stages write to log groups. */
export function* sampleRecords(story: Story): Generator<SourceRecord & { readonly source: "direct" | "bridge" }> {
  const templates = Object.fromEntries(apiKinds.map((kind) => [kind, formatFor(kind, sampleFormatSettings).template]));
  const groups = new Map<string, { at: number; text: string }[]>();
  let deliveries = 0;
  const delivery = (logGroup: string, lines: { at: number; text: string }[]) => ({
    bytes: cloudWatchLogsRecord(logGroup, lines, account),
    lines: lines.length,
    where: `sample:${logGroup}:${++deliveries}`,
    source: "bridge" as const,
  });
  for (const [i, request] of story.requests.entries()) {
    const text = accessLogLine(templates[request.api.kind]!, request.values);
    if (request.api.kind === "REST") {
      yield { bytes: Buffer.from(`${text}\n`), lines: 1, where: `sample:${i + 1}`, source: "direct" };
      continue;
    }
    const logGroup = logGroupOf(request.api);
    const waiting = groups.get(logGroup) ?? [];
    groups.set(logGroup, waiting);
    // A delivery never spans two days, as in real life, where it leaves within minutes.
    if (
      waiting.length === linesPerDelivery ||
      (waiting[0] && Math.floor(waiting[0].at / 86_400_000) !== Math.floor(request.at / 86_400_000))
    )
      yield delivery(logGroup, waiting.splice(0));
    waiting.push({ at: request.at, text });
  }
  for (const [logGroup, waiting] of groups) if (waiting.length > 0) yield delivery(logGroup, waiting);
  yield { bytes: Buffer.from(`${unreadableLine}\n`), lines: 1, where: `sample:${story.requests.length + 1}`, source: "direct" };
}

/** Writes the directory that belongs to the story, as `refresh-directory` would. */
export async function writeSampleDirectory(lake: string, story: Story): Promise<void> {
  const formats = Object.fromEntries(apiKinds.map((kind) => [kind, formatFor(kind, sampleFormatSettings).template]));
  const history = path.join(lake, "directory", "history", `dt=${new Date(story.from).toISOString().slice(0, 10)}`);
  await mkdir(history, { recursive: true });
  await writeFile(path.join(lake, "directory", "current.json"), JSON.stringify(sampleDirectory(story.to, formats), null, 1));
  const rows = sampleHistory(story).map((row) => JSON.stringify(row));
  await writeFile(path.join(history, "sample.json"), `${rows.join("\n")}\n`);
}

/** Runs the story through the handlers and into the lake. */
export async function importSample(
  story: Story,
  handlers: Handlers,
  writer: LakeWriter,
  keepFailed: KeepFailed,
): Promise<{ accessLogs: ImportBalance; cloudTrail: ImportBalance }> {
  const bar = showProgress("Access logs", story.requests.length);
  const direct: SourceRecord[] = [];
  const bridge: SourceRecord[] = [];
  for (const record of sampleRecords(story)) (record.source === "direct" ? direct : bridge).push(record);
  const first = await transformRecords(direct, handlers.transformDirect, writer, keepFailed, (lines) => bar.at(lines));
  const second = await transformRecords(bridge, handlers.transformBridge, writer, keepFailed, (lines) => bar.at(first.read + lines));
  bar.done();
  const events = story.events.map((event, i) => ({ text: JSON.stringify(event), where: `sample:${i + 1}` }));
  const trail = showProgress("CloudTrail", events.length);
  const cloudTrail = await trackEvents(events, handlers.track, new Set(), (count) => trail.at(count));
  trail.done();
  return { accessLogs: addBalances(first, second), cloudTrail };
}
