import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import type { TellUnreadable } from "../../local/log-files";
import { readAccessLogFile } from "../../local/read-access-log-file";
import { readTrailFile, type SourceEvent } from "../../local/read-trail-file";
import { localRuns } from "./local-runs";
import { began, restLine } from "./rest-line";

const line = (n: number, values: Record<string, string | number> = {}) =>
  restLine(n, { "identity.userAgent": `agent \\"${n}\\", [é] {}`, ...values });
const lines = Array.from({ length: 12 }, (_, n) => line(n));

/** What the CLI prints, in its own order and with its own indentation. */
const printed = (answer: object) => `${JSON.stringify(answer, null, 4)}\n`;
const logEvent = (message: string, i: number) => ({
  logStreamName: "a1b2",
  timestamp: began + i,
  message,
  ingestionTime: began + 500,
  eventId: `${i}`.padStart(56, "0"),
});
const filtered = (messages: readonly string[]) => ({ events: messages.map(logEvent), searchedLogStreams: [] });
const row = (message: string) => [
  { field: "@timestamp", value: "2026-11-20 10:00:00.000" },
  { field: "@message", value: message },
  { field: "@ptr", value: "CmEK" },
];
const queried = (messages: readonly string[], status = "Complete") => ({
  queryLanguage: "CWLI",
  results: messages.map(row),
  statistics: { recordsMatched: messages.length, recordsScanned: messages.length, bytesScanned: 1 },
  status,
});
const delivery = (messages: readonly string[], messageType = "DATA_MESSAGE") => ({
  messageType,
  owner: "111122223333",
  logGroup: "g",
  logStream: "s",
  subscriptionFilters: ["f"],
  logEvents: messages.map((message, i) => ({ id: `${i}`, timestamp: began, message })),
});
const utf16 = (text: string) => Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`, "utf16le");
const objects = lines.map((text) => JSON.parse(text) as object);

describe("what the AWS CLI prints", () => {
  const { file, build } = localRuns();
  let runs = 0;

  async function rowsOf(content: string | Buffer, name = "input") {
    const out = `run-${++runs}`;
    const path = file(`${out}/${name}`, content);
    const { summary, lake } = await build(out, { accessLogs: [path] });
    const { read, stored, duplicates, dropped, failed, reasons } = summary.accessLogs;
    expect(stored + duplicates + dropped + failed, "balance").to.equal(read);
    expect(
      reasons.reduce((sum, { count }) => sum + count, 0),
      "reasons",
    ).to.equal(failed);
    const opened = await lake();
    const { columns, rows } = await opened.query("SELECT * EXCLUDE (ingested_at) FROM access_logs ORDER BY request_time, request_id");
    opened.close();
    return { summary, rows: rows.map((cells) => Object.fromEntries(cells.map((cell, i) => [columns[i]!.name, cell]))), path, out };
  }

  /** The records of a file, unpacked; every line of these tests tells its request's id. */
  async function recordsOf(content: string | Buffer) {
    const problems: Parameters<TellUnreadable>[0][] = [];
    const texts: string[] = [];
    const counts: number[] = [];
    const isLine = (text: Buffer) => Promise.resolve(text.includes('{"request_time"') && text.indexOf("{") === 0);
    const path = file(`records-${++runs}`, content);
    for await (const { bytes, lines: count } of readAccessLogFile(path, (problem) => problems.push(problem), isLine)) {
      texts.push((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8"));
      counts.push(count);
    }
    return { texts, counts, problems };
  }

  it("gives the same lines in every shape", async () => {
    const messages = filtered(lines);
    const forms: Record<string, string | Buffer> = {
      "filter-log-events": printed(messages),
      "filter-log-events in one line": JSON.stringify(messages),
      "get-log-events": printed({
        events: lines.map((message) => ({ timestamp: began, message, ingestionTime: began })),
        nextForwardToken: "f/1",
        nextBackwardToken: "b/1",
      }),
      "get-query-results": printed(queried(lines)),
      "get-query-results in one line": JSON.stringify(queried(lines)),
      "pages, one behind the other": printed(filtered(lines.slice(0, 5))) + printed(filtered(lines.slice(5))),
      "pages, one a line": `${JSON.stringify(filtered(lines.slice(0, 5)))}\n${JSON.stringify(filtered(lines.slice(5)))}\n`,
      "events alone": printed(messages.events),
      "events, one a line": messages.events.map((event) => JSON.stringify(event)).join("\n"),
      "rows alone": JSON.stringify(queried(lines).results),
      "messages alone": printed(lines),
      "messages alone, in one line": JSON.stringify(lines),
      "an array of objects": printed(objects),
      "an array of objects, in one line": JSON.stringify(objects),
      "an array with one object a line": `[\n${lines.join(",\n")}\n]\n`,
      "indented objects": objects.map(printed).join(""),
      "tail, short": lines.map((text) => `2026-11-20T10:00:00 ${text}\n`).join(""),
      "tail, detailed": lines.map((text, i) => `2026-11-20T10:00:00${i > 0 ? ".123000" : ""}+00:00 a1b2 ${text}\n`).join(""),
      "tail, json": objects.map((one) => `2026-11-20T10:00:00.123000+00:00 a1b2\n${printed(one)}`).join(""),
      "documents and lines together": `${printed(filtered(lines.slice(0, 2)))}2026-11-20T10:00:00.123Z ${lines[2]}\n${lines[3]}\n${printed(lines.slice(4))}`,
      "an export": lines.map((text) => `2026-11-20T10:00:00.123Z ${text}\n`).join(""),
      "blank lines first": `\n\n${printed(messages)}`,
      "UTF-16": utf16(printed(messages)),
      "UTF-16 lines": utf16(lines.join("\n")),
      "UTF-8 with a mark": Buffer.from(`\ufeff${printed(messages)}`),
      gzip: gzipSync(printed(messages)),
      "gzip of UTF-16": gzipSync(utf16(printed(messages))),
    };
    for (const [form, content] of Object.entries(forms)) {
      const { texts, problems } = await recordsOf(content);
      expect(texts, form).to.deep.equal(lines);
      expect(problems, form).to.deep.equal([]);
    }
  });

  it("gives the same rows as the lines alone", async () => {
    const plain = await rowsOf(lines.join("\n"));
    expect(plain.rows).to.have.length(12);
    for (const content of [printed(filtered(lines)), utf16(printed(queried(lines)))]) {
      const { rows, summary } = await rowsOf(content);
      expect(rows).to.deep.equal(plain.rows);
      expect(summary.unreadable).to.deep.equal([]);
      expect(summary.accessLogs).to.include({ read: 12, stored: 12, failed: 0 });
    }
  });

  it("reads deliveries that are indented, or stand among other documents, with their log group", async () => {
    const control = delivery(["CWL CONTROL MESSAGE"], "CONTROL_MESSAGE");
    const { texts, counts, problems } = await recordsOf(printed(delivery(lines)) + printed(control) + printed(filtered(lines)));
    expect(texts).to.deep.equal([JSON.stringify(delivery(lines)), JSON.stringify(control), ...lines]);
    expect(counts.slice(0, 3)).to.deep.equal([12, 1, 1]);
    expect(problems).to.deep.equal([]);
    const { summary } = await rowsOf(printed(control) + printed(delivery(lines.slice(0, 2))));
    expect(summary.accessLogs).to.include({ read: 3, stored: 2, dropped: 1, failed: 0 });
  });

  it("counts the lines of a delivery, not the fields that a filter extracted of them", async () => {
    const plain = delivery(lines.slice(0, 2));
    const extracted = { ...plain, logEvents: plain.logEvents.map((event) => ({ ...event, extractedFields: { message: event.message } })) };
    const { counts } = await recordsOf(`${JSON.stringify(extracted)}\n${JSON.stringify(plain)}\n`);
    expect(counts).to.deep.equal([2, 2]);
  });

  it("leaves lines that are arrays what they are", async () => {
    const format = '["$context.requestId",$context.status,"$context.requestTimeEpoch"]';
    const arrays = Array.from({ length: 3 }, (_, n) => `["req-${n}",200,"${began + n}"]`).join("\n");
    const read = await build("arrays", { accessLogs: [file("arrays.log", arrays)], format });
    expect(read.summary.accessLogs).to.include({ read: 3, stored: 3, failed: 0 });
    const nested = await build("nested", {
      accessLogs: [file("nested.log", arrays.replaceAll(/"(req-\d)"/g, '{"id":"$1"}'))],
      format: format.replace('"$context.requestId"', '{"id":"$context.requestId"}'),
    });
    expect(nested.summary.accessLogs).to.include({ read: 3, stored: 3, failed: 0 });
    // What is not understood without its format is kept as lines, so that it is once the format is given.
    const unknown = await build("unknown", { accessLogs: [file("unknown.log", arrays)] });
    expect(unknown.summary.accessLogs).to.include({ read: 3, stored: 0, failed: 3 });
    const again = await build("unknown", { redrive: true, format });
    expect(again.summary.accessLogs).to.include({ read: 3, stored: 3, failed: 0 });
  });

  it("refuses what has no message, says why, and keeps the others", async () => {
    const answer = queried(lines.slice(0, 3));
    const aggregated = [
      { field: "status", value: "200" },
      { field: "count()", value: "7" },
    ];
    const rows = await rowsOf(printed({ ...answer, results: [aggregated, ...answer.results, aggregated] }));
    expect(rows.summary.accessLogs).to.include({ read: 5, stored: 3, failed: 2 });
    expect(rows.summary.accessLogs.reasons).to.deep.equal([
      { reason: "a row without @message: choose it in the query (fields @message)", count: 2, where: `${rows.path}:4` },
    ]);
    const refused = async (content: string) => (await recordsOf(content)).problems.map(({ line: at, reason }) => [at, reason]);
    expect(await refused(`{"events": [\n${JSON.stringify(logEvent(lines[0]!, 0))},\n{"timestamp": 1},\n7,\nnull]}`)).to.deep.equal([
      [3, "an entry of events without a message"],
      [4, "an entry of events without a message"],
      [5, "an entry of events without a message"],
    ]);
    expect(await refused(printed([7, lines[0]!]))).to.deep.equal([[2, "an element of an array that is neither text nor an object"]]);
    expect(await refused(printed({ Events: [{ EventId: "1", CloudTrailEvent: '{"eventName":"x"}' }] }))).to.deep.equal([
      [3, "a CloudTrail event: give it with --cloudtrail"],
    ]);
  });

  it("refuses a line whose key stands twice, as it does in a file of lines", async () => {
    const twice = '{"requestId":"a","status":200,"status":500,"requestTimeEpoch":1795168800000}';
    const { summary } = await rowsOf(`[\n${twice}\n]`);
    expect(summary.accessLogs).to.include({ read: 1, failed: 1 });
    expect(summary.accessLogs.reasons[0]!.reason).to.match(/key twice/);
  });

  it("names a query that is not complete, an answer without events, and one that ends in the middle", async () => {
    const running = await recordsOf(printed(queried(lines.slice(0, 2), "Running")));
    expect(running.texts).to.have.length(2);
    expect(running.problems[0]!.reason).to.match(/^the query was not complete \(status Running\)/);
    const first = await recordsOf(printed({ ...filtered(lines.slice(0, 2)), NextToken: "eyJ" }));
    expect(first.texts).to.have.length(2);
    expect(first.problems[0]!.reason).to.match(/^the answer is not the last page/);
    for (const empty of [printed({ events: [], searchedLogStreams: [] }), JSON.stringify({ events: [] }), "[]", printed(queried([]))]) {
      const { texts, problems } = await recordsOf(empty);
      expect(texts).to.deep.equal([]);
      expect(problems.map(({ line: at, reason }) => [at, reason])).to.deep.equal([[undefined, "holds no log lines"]]);
    }
    const text = printed(filtered(lines));
    const damage = "not whole JSON: 7 lines before the damage were read (it ends in the middle)";
    const cut = await recordsOf(text.slice(0, text.indexOf("req-7")));
    expect(cut.texts).to.deep.equal(lines.slice(0, 7));
    expect(cut.problems.map(({ reason }) => reason)).to.deep.equal([damage]);
    const packed = gzipSync(text);
    const broken = await recordsOf(packed.subarray(0, packed.length - 20));
    expect(broken.texts).to.deep.equal(lines.slice(0, broken.texts.length)).and.not.deep.equal([]);
    expect(broken.problems.map(({ reason }) => reason.split(/:| after/)[0])).to.deep.equal(["broken gzip", "not whole JSON"]);
    const unmarked = await rowsOf(Buffer.from(text, "utf16le"));
    expect(unmarked.summary.unreadable.map(({ reason }) => reason)).to.deep.equal([
      "UTF-16 text without a byte-order mark: write it with the mark, or as UTF-8",
    ]);
  });

  it("keeps a message with line breaks one line, and can read it again", async () => {
    const hostile = `${lines[0]}\n${lines[1]}`;
    const broken = `${lines[2]}\n`;
    const first = await rowsOf(printed(filtered([hostile, broken, "\u001f\u008b not gzip", lines[3]!])));
    expect(first.summary.accessLogs).to.include({ read: 4, stored: 2, failed: 2 });
    expect(first.rows.map(({ request_id }) => request_id)).to.deep.equal(["req-2", "req-3"]);
    const again = await build(first.out, { redrive: true });
    expect(again.summary.redrive).to.include({ records: 2, returned: 2 });
    expect(again.summary.accessLogs).to.include({ read: 2, stored: 0, failed: 2 });
  });

  it("finds an array of messages with line breaks, as it finds one of plain lines", async () => {
    const spread = objects.map((one) => JSON.stringify(one, null, 2));
    const found = await rowsOf(JSON.stringify(spread));
    expect(found.summary.accessLogs).to.include({ read: 12, stored: 12 });
    // Whose account it was, nothing says.
    expect(found.rows).to.deep.equal((await rowsOf(lines.join("\n"))).rows);
  });

  it("keeps what fails as the line that it is, so that its format reads it later", async () => {
    const own = "$context.requestId~$context.status~$context.requestTimeEpoch";
    const messages = [0, 1].map((n) => `req-${n}~200~${began + n}`);
    const first = await rowsOf(printed(filtered([...messages, ...lines.slice(2)])));
    expect(first.summary.accessLogs).to.include({ read: 12, stored: 10, failed: 2 });
    const again = await build(first.out, { redrive: true, format: own });
    expect(again.summary.accessLogs).to.include({ read: 2, stored: 2, failed: 0 });
  });

  it("takes the time of a line that tells none from CloudWatch Logs", async () => {
    const format = "$context.requestId $context.status";
    const content = `2026-11-20T10:00:01.250Z req-2 200\n2026-11-20T10:00:02 req-3 200\n2026-11-20T10:00:03.500000+00:00 a1b2 req-4 200`;
    const files = [file("times.json", printed(filtered(["req-1 200"]))), file("times.log", content)];
    const { lake } = await build("times", { accessLogs: files, format });
    const opened = await lake();
    const { rows } = await opened.query("SELECT request_id, CAST(request_time AS varchar), dt FROM access_logs ORDER BY 1");
    expect(rows).to.deep.equal([
      ["req-1", "2026-11-20 10:00:00", "2026-11-20"],
      ["req-2", "2026-11-20 10:00:01.25", "2026-11-20"],
      ["req-3", "2026-11-20 10:00:02", "2026-11-20"],
      ["req-4", "2026-11-20 10:00:03.5", "2026-11-20"],
    ]);
    opened.close();
  });

  it("refuses a text too long to keep and goes on", async () => {
    const huge = line(1, { "identity.userAgent": "x".repeat(33 * 1024 * 1024) });
    const large = line(2, { "identity.userAgent": "x".repeat(2 * 1024 * 1024) });
    const { summary } = await rowsOf(printed(filtered([lines[0]!, huge, large, lines[3]!])));
    expect(summary.accessLogs).to.include({ read: 4, stored: 2, failed: 2 });
    const reasons = summary.accessLogs.reasons.map(({ reason }) => reason);
    expect(
      reasons.some((reason) => /^text of 34,6\d\d,\d{3} bytes is too long$/.test(reason)),
      reasons.join(),
    ).to.equal(true);
    expect(reasons.some((reason) => reason.startsWith("record larger than 1,024,000 bytes"))).to.equal(true);
  });

  describe("of CloudTrail", () => {
    const event = (n: number) => ({
      eventVersion: "1.08",
      eventTime: "2026-11-20T10:00:00Z",
      eventName: `Call${n}`,
      eventSource: "apigateway.amazonaws.com",
      awsRegion: "eu-west-1",
      eventID: `id-${n}`,
    });
    const events = [0, 1, 2, 3].map(event);
    const texts = events.map((one) => JSON.stringify(one));
    const lookedUp = {
      Events: events.map((one) => ({
        EventId: one.eventID,
        EventName: one.eventName,
        ReadOnly: "false",
        EventTime: 1795168800,
        EventSource: one.eventSource,
        Username: "ada",
        Resources: [],
        CloudTrailEvent: JSON.stringify(one),
      })),
    };

    async function counted(content: string | Buffer) {
      const out = `trail-${++runs}`;
      const path = file(`${out}/trail.json`, content);
      const { summary, lake } = await build(out, { cloudtrail: [path] });
      const { read, stored, duplicates, dropped, failed } = summary.cloudTrail;
      expect(stored + duplicates + dropped + failed, "balance").to.equal(read);
      const opened = await lake();
      const { rows } = await opened.query("SELECT event_name, event_id FROM audit_events ORDER BY 1");
      opened.close();
      return { summary, rows, path };
    }

    it("gives the events of every shape", async () => {
      const half = (from: number, to: number) => JSON.stringify(delivery(texts.slice(from, to)));
      const control = JSON.stringify(delivery(["CWL CONTROL MESSAGE: Checking health of destination"], "CONTROL_MESSAGE"));
      const forms: Record<string, string | Buffer> = {
        "lookup-events": printed(lookedUp),
        "lookup-events in one line": JSON.stringify(lookedUp),
        "looked up, alone": printed(lookedUp.Events),
        "filter-log-events": printed(filtered(texts)),
        "get-query-results": printed(queried(texts)),
        "deliveries, one a line": `${control}\n${half(0, 2)}\n${half(2, 4)}\n`,
        "deliveries, one behind the other": control + half(0, 2) + half(2, 4),
        "a line of one and a line of two deliveries": `${half(0, 1)}\n${half(1, 2)}${half(2, 4)}\n`,
        "tail, detailed": texts.map((text) => `2026-11-20T10:00:00.123000+00:00 a1b2 ${text}\n`).join(""),
        "tail, json": events.map((one) => `2026-11-20T10:00:00+00:00 a1b2\n${printed(one)}`).join(""),
        "an array with one event a line": `[\n${texts.join(",\n")}\n]`,
        "a log file with one event a line": `{"Records": [\n${texts.join(",\n")}\n]}`,
        "indented events": events.map(printed).join(""),
        "UTF-16": utf16(printed(lookedUp)),
        "gzip of UTF-8 with a mark": gzipSync(`\ufeff${printed(lookedUp)}`),
      };
      for (const [form, content] of Object.entries(forms)) {
        const problems: unknown[] = [];
        const found: SourceEvent[] = [];
        for await (const one of readTrailFile(file(`trail-${++runs}.json`, content), (problem) => problems.push(problem))) found.push(one);
        expect(
          found.map(({ text }) => text),
          form,
        ).to.deep.equal(texts);
        expect(
          found.map(({ id }) => id),
          form,
        ).to.deep.equal(events.map(({ eventID }) => eventID));
        expect(problems, form).to.deep.equal([]);
      }
    });

    it("stores them as it does those of a log file", async () => {
      const { rows, summary } = await counted(utf16(printed(lookedUp)));
      expect(rows).to.deep.equal(events.map(({ eventName, eventID }) => [eventName, eventID]));
      expect(summary.unreadable).to.deep.equal([]);
      expect(summary.cloudTrail).to.include({ read: 4, stored: 4, failed: 0 });
    });

    it("counts what is no event, and says why", async () => {
      const mixed = await counted(printed({ Events: [...lookedUp.Events, { EventId: "5" }] }));
      expect(mixed.summary.cloudTrail).to.include({ read: 5, stored: 4, failed: 1 });
      expect(mixed.summary.cloudTrail.reasons[0]!.reason).to.equal("an entry of Events without CloudTrailEvent");
      const others = await counted(printed(filtered([texts[0]!, lines[0]!, "START RequestId"])));
      expect(others.summary.cloudTrail).to.include({ read: 3, stored: 1, failed: 2 });
      expect(others.summary.cloudTrail.reasons.map(({ reason }) => reason).sort()).to.deep.equal([
        "not a CloudTrail event",
        "not a CloudTrail event: it has no eventName",
      ]);
      const { summary, path } = await counted(printed({ Events: [] }));
      expect(summary.unreadable).to.deep.equal([{ file: path, reason: "holds no CloudTrail events" }]);
    });

    it("names a query that is not complete and a page that is not the last, in however many lines it is written", async () => {
      const running = queried(texts, "Running");
      const page = { ...queried(texts), NextToken: "eyJ" };
      for (const [answer, words] of [
        [running, /^the query was not complete \(status Running\)/],
        [page, /^the answer is not the last page/],
      ] as const)
        for (const content of [printed(answer), `${JSON.stringify(answer)}\n`]) {
          const problems: string[] = [];
          const found: string[] = [];
          for await (const { text } of readTrailFile(file(`trail-${++runs}.json`, content), ({ reason }) => problems.push(reason)))
            found.push(text);
          expect(found).to.deep.equal(texts);
          expect(problems).to.have.length(1);
          expect(problems[0]).to.match(words);
        }
    });

    it("gives the events before the damage", async () => {
      const text = printed(lookedUp);
      const { summary } = await counted(text.slice(0, text.indexOf("id-2")));
      expect(summary.cloudTrail).to.include({ read: 2, stored: 2 });
      expect(summary.unreadable[0]!.reason).to.equal("not whole JSON: 2 events before the damage were read (it ends in the middle)");
    });
  });
});
