import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import * as fc from "fast-check";
import { makeTransformer } from "../../functions/transform-access-logs";
import type { FirehoseTransformEvent, FirehoseTransformResult } from "../../functions/transform-access-logs/firehose-transform";
import { handlerText } from "../../local/handler-text";
import { loadText } from "../../local/serialized-handler";
import { ServiceError } from "../../local/stand-ins/sdk-module";
import { firehose } from "./stand-ins/firehose";
import { redriverRig } from "./stand-ins/redriver-rig";
import { directory, fill, httpFormat, logBatch, request, restFormat, transformerConfig } from "./stand-ins/transformer-rig";

/** All texts within a failed document: of envelopes, of compressed batches, of rows. */
function textsIn(rawData: string): string {
  let bytes = Buffer.from(rawData, "base64");
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
  const text = bytes.toString("utf8");
  return text.startsWith('{"redrive":{') ? textsIn((JSON.parse(text) as { data: string }).data) : text;
}

describe("delivery under faults", () => {
  const { log, warn } = console;
  const { write } = process.stdout;
  before(() => {
    console.log = console.warn = () => {};
  });
  after(() => Object.assign(console, { log, warn }));

  const run = async (seed: number, source: "direct" | "bridge") => {
    let state = seed * 2654435761 + 1;
    const chance = (share: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 0) / 4294967296 < share;
    };
    let faulty = true;
    const fails = (share: number) => faulty && chance(share);
    const rig = await redriverRig();
    const { lake } = rig;
    lake.objects.set("directory/current.json", Buffer.from(JSON.stringify(directory)));
    const text = await handlerText(makeTransformer, { ...transformerConfig, source });
    const environment = { LAKE_BUCKET: "lake", DIRECTORY_KEY: "directory/current.json" };
    const handler = loadText<FirehoseTransformEvent, FirehoseTransformResult>(text, { "@aws-sdk/client-s3": lake.module }, environment);
    const name = source === "direct" ? "amazon-apigateway-logs" : "bridge";
    const stream = firehose({
      stream: name,
      lake,
      conversionFails: () => fails(0.1),
      async transform(event) {
        // Cut off before or after its work.
        if (fails(0.5)) throw new Error("Task timed out");
        process.stdout.write = (() => true) as typeof write;
        const answer = await handler(event).finally(() => {
          process.stdout.write = write;
        });
        if (fails(0.25)) throw new Error("Task timed out");
        return answer;
      },
    });
    lake.fail = (kind) => (kind !== "List" && fails(0.03) ? new ServiceError("SlowDown", 503) : undefined);
    rig.refuse = () => fails(0.05);

    const good: string[] = [];
    const bad: string[] = [];
    let controls = 0;
    const line = (n: number) => {
      if (chance(0.15)) {
        bad.push(`broken-${n}-`);
        return `broken-${n}- {`;
      }
      const id = `id-${String(n).padStart(4, "0")}`;
      good.push(`${id}=`);
      const values = request({ requestId: id, extendedRequestId: `${id}=` });
      return source === "direct" ? fill(restFormat, values) : fill(httpFormat, { ...values, apiId: "h1h2h3h4h5", stage: "$default" });
    };
    const records = Array.from({ length: 60 }, (_, i) => {
      if (source === "direct") return Buffer.from(line(i));
      if (chance(0.1)) {
        controls++;
        return logBatch([], { messageType: "CONTROL_MESSAGE" });
      }
      return logBatch([0, 1, 2].map((n) => line(i * 3 + n)));
    });
    await stream.deliver(records);
    const redrive = async () => {
      const before = rig.put.length;
      // What one run leaves, because S3 or the stream failed, the next one takes.
      await rig
        .fresh()({})
        .catch(() => undefined);
      await stream.deliver(rig.put.slice(before).map((one) => Buffer.from(one.text)));
    };
    for (let round = 0; round < 3; round++) await redrive();
    faulty = false;
    // Leases of runs that failed end with time; here nobody waits for them.
    for (let round = 0; round < 6; round++) {
      for (const key of lake.keys("redriven/progress/")) {
        const noted = lake.json(key);
        lake.objects.set(key, Buffer.from(JSON.stringify({ ...noted, leaseUntil: 0 })));
      }
      await redrive();
    }
    const kept = lake.keys(`failed/${name}/`);
    const resting = kept
      .flatMap((key) => lake.text(key)!.split("\n"))
      .filter((document) => document !== "")
      .map((document) => textsIn((JSON.parse(document) as { rawData: string }).rawData))
      .join("\n");
    const stored = new Set(stream.rows.map(({ row }) => String(row["row_key"])));
    return { good, bad, controls, dropped: stream.counts.dropped, stored, resting, kept, days: new Set(stream.rows.map(({ dt }) => dt)) };
  };

  const holds = (source: "direct" | "bridge") =>
    fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
        const { good, bad, controls, dropped, stored, resting, kept, days } = await run(seed, source);
        expect(kept.filter((key) => !key.includes("/resting/"))).to.deep.equal([]);
        for (const id of good) expect(stored.has(id) || resting.includes(id.slice(0, -1)), id).to.equal(true);
        for (const token of bad) expect(resting.includes(token), token).to.equal(true);
        // A row has no text that is not a line's, and each line is one row.
        expect([...stored].filter((key) => !good.includes(key))).to.deep.equal([]);
        expect(good.filter((id) => stored.has(id)).length).to.be.greaterThan(good.length * 0.6);
        expect(dropped).to.be.at.least(controls);
        expect(days.size).to.equal(1);
      }),
      { numRuns: 5 },
    );

  it("direct: every line is a row once, or at rest with its text, whatever times out, throttles or refuses on the way", () =>
    holds("direct"));

  it("bridge: every line is a row once, or at rest with its text, whatever times out, throttles or refuses on the way", () =>
    holds("bridge"));
});
