import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Unreadable } from "../../local/log-files";
import { readTrailFile } from "../../local/read-trail-file";
import { temporaryFolder } from "./temporary-folder";

const event = (n: number) => ({ eventName: `Call${n}`, eventID: `id-${n}`, requestParameters: { nested: [{ deep: n }] } });

describe("CloudTrail files", () => {
  const folder = temporaryFolder();
  async function read(name: string, content: string | Buffer) {
    const file = path.join(folder.path, name);
    writeFileSync(file, content);
    const problems: Unreadable[] = [];
    const events: string[] = [];
    for await (const { text, where } of readTrailFile(file, (problem) => problems.push(problem)))
      events.push(`${path.basename(where)} ${text}`);
    return { events, reasons: problems.map(({ reason }) => reason) };
  }
  const lines = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}:${i + 1} ${JSON.stringify(event(i))}`);

  it("reads a log file as CloudTrail writes it, compressed or not", async () => {
    const text = JSON.stringify({ Records: [event(0), event(1)] });
    expect(await read("plain.json", text)).to.deep.equal({ events: lines("plain.json", 2), reasons: [] });
    expect(await read("packed.json.gz", gzipSync(text))).to.deep.equal({ events: lines("packed.json.gz", 2), reasons: [] });
  });

  it("reads indented files, arrays and JSON lines", async () => {
    expect((await read("indented.json", JSON.stringify({ Records: [event(0)] }, null, 2))).events).to.deep.equal(lines("indented.json", 1));
    expect((await read("array.json", JSON.stringify([event(0), event(1)]))).events).to.deep.equal(lines("array.json", 2));
    expect((await read("lines.json", `${JSON.stringify(event(0))}\n${JSON.stringify(event(1))}\n`)).events).to.deep.equal(
      lines("lines.json", 2),
    );
  });

  it("reads lines of an exported log group, and names lines that are no event", async () => {
    const exported = [event(0), event(1)].map((one) => `2026-11-20T10:00:00.000Z ${JSON.stringify(one)}`).join("\n");
    expect(await read("exported.log", exported)).to.deep.equal({ events: lines("exported.log", 2), reasons: [] });
    expect(await read("others.json", `${JSON.stringify(event(0))}\n{"other":1}\n[]\n${JSON.stringify(event(1))}\n`)).to.deep.equal({
      events: lines("others.json", 2),
      reasons: ["2 lines without a CloudTrail event, first line 2"],
    });
  });

  it("gives the event's own id, not one that its parameters hold", async () => {
    const file = path.join(folder.path, "ids.json");
    const requestParameters = { eventID: "inner" };
    writeFileSync(
      file,
      JSON.stringify([
        { requestParameters, eventName: "Call", eventID: "id-0" },
        { requestParameters, eventName: "Call" },
      ]),
    );
    const ids: (string | undefined)[] = [];
    for await (const { id } of readTrailFile(file, () => {})) ids.push(id);
    expect(ids).to.deep.equal(["id-0", undefined]);
  });

  it("gives the whole events of a file that ends in the middle, and says so", async () => {
    const text = JSON.stringify({ Records: [event(0), event(1), event(2)] });
    const { events, reasons } = await read("cut.json", text.slice(0, -20));
    expect(events).to.deep.equal(lines("cut.json", 2));
    expect(reasons).to.deep.equal(["not whole JSON: 2 events before the damage were read (it ends in the middle)"]);
  });

  it("passes a broken line between whole ones on, for the tracker to count", async () => {
    const { events } = await read("broken.json", `${JSON.stringify(event(0))}\n{"eventName":\n${JSON.stringify(event(2))}`);
    expect(events).to.deep.equal([
      `broken.json:1 ${JSON.stringify(event(0))}`,
      'broken.json:2 {"eventName":',
      `broken.json:3 ${JSON.stringify(event(2))}`,
    ]);
    expect((await read("first.json", `half an ev\n${JSON.stringify(event(1))}`)).events).to.deep.equal([
      "first.json:1 half an ev",
      `first.json:2 ${JSON.stringify(event(1))}`,
    ]);
  });

  it("says that a file holds no events", async () => {
    expect(await read("other.json", '{"hello":"world"}')).to.deep.equal({ events: [], reasons: ["holds no CloudTrail events"] });
    expect(await read("LICENSE", "MIT License\n\nCopyright")).to.deep.equal({
      events: [],
      reasons: ["holds no CloudTrail events: must be JSON, begins otherwise"],
    });
    expect(await read("empty.json", "\n")).to.deep.equal({ events: [], reasons: ["the file is empty"] });
  });
});
