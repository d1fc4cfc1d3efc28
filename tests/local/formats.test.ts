import { expect } from "chai";
import * as fc from "fast-check";
import { accessLogColumns } from "../../analytics/schema";
import { knownFormats } from "../../analytics/schema/known-formats";
import * as documented from "../data/context-variables.json";
import { type ContextValues, cutFormat, renderLine } from "../functions/access-log-renderer";
import { textsOf } from "../functions/access-log-values";
import { id, recordedLines } from "../functions/recorded-lines";
import { localRuns } from "./local-runs";

const others = knownFormats.filter(({ id }) => !id.startsWith("own-"));
const names = [
  ...new Set([
    ...documented.REST,
    ...documented.HTTP,
    ...documented.WS,
    ...knownFormats.flatMap(({ template }) => [...template.matchAll(/\$context\.([\w.]*\w)/g)].map(([, name]) => name!)),
  ]),
];

/** The text columns in which callers, backends and authorizers have their say, with the variable of each. */
const written = accessLogColumns.flatMap(({ name, type, variables }) =>
  type === "string" && variables && ["user_agent", "path", "error_message", "principal", "integration_error", "waf_error"].includes(name)
    ? [{ column: name, variables: [...new Set(Object.values(variables))] }]
    : [],
);

describe("local run without --format", () => {
  const { file, build } = localRuns();

  it("reads recorded lines of every known format from one file", async () => {
    const content = recordedLines.map(({ line }, i) => line.replaceAll(id, `${id.slice(0, -1)}${i}`)).join("\n");
    const { summary, lake } = await build("recorded", { accessLogs: [file("recorded.log", content)] });
    expect(summary.accessLogs, JSON.stringify(summary.accessLogs.reasons)).to.include({ read: recordedLines.length, failed: 0 });
    const opened = await lake();
    const { rows } = await opened.query("SELECT status, count(*) FROM access_logs GROUP BY 1 ORDER BY 1");
    const expected = new Map<number, number>();
    for (const { line } of recordedLines) {
      const status = Number(/(?<=[" ,>“:])(200|201|403|404|500)(?=[" ,<”])/.exec(line)![0]);
      expected.set(status, (expected.get(status) ?? 0) + 1);
    }
    expect(new Map(rows.map(([status, count]) => [Number(status), Number(count)]))).to.deep.equal(
      new Map([...expected].sort(([a], [b]) => a - b)),
    );
    expect((await opened.query("SELECT count(*) FROM access_logs WHERE attributes LIKE '%0123456789012345%'")).rows).to.deep.equal([[0]]);
    opened.close();
  });

  it("gives back what went in, or refuses the line, whatever callers write into it", async () => {
    const lines: { id: string; values: ContextValues; hostile: boolean; format: string }[] = [];
    const texts: string[] = [];
    for (const [index, { id: format, template }] of others.entries()) {
      const pieces = cutFormat(template, names);
      for (const hostile of [false, true]) {
        const values = fc.sample(
          fc.record(Object.fromEntries(pieces.variables.map((name) => [name, textsOf(name, hostile)]))) as fc.Arbitrary<ContextValues>,
          { numRuns: hostile ? 8 : 3, seed: 5 + index },
        );
        for (const [n, drawn] of values.entries()) {
          const id = `00000000-0000-4000-8000-${String(index).padStart(6, "0")}${hostile ? "1" : "0"}${String(n).padStart(5, "0")}`;
          // An unset variable everywhere would leave nothing to tell formats by; the id is what the row is found by.
          const full = { ...drawn, requestId: id, extendedRequestId: `${id.slice(-12)}=`, status: drawn.status ?? "200" };
          lines.push({ id, values: full, hostile, format });
          texts.push(renderLine(pieces, full, "json"));
        }
      }
    }
    const { summary, lake } = await build("hostile", { accessLogs: [file("hostile.log", texts.join("\n"))] });
    const { read, stored, duplicates, dropped, failed } = summary.accessLogs;
    expect(read).to.equal(lines.length);
    expect(stored + duplicates + dropped + failed).to.equal(read);
    const opened = await lake();
    const { rows } = await opened.query(
      `SELECT request_id, CAST(status AS varchar), ${written.map(({ column }) => column).join(", ")} FROM access_logs`,
    );
    opened.close();
    const found = new Map(rows.map((row) => [row[0] as string, row]));
    const wrong: unknown[] = [];
    for (const { id, values, format } of lines) {
      const row = found.get(id);
      if (row === undefined) continue;
      if (row[1] !== values.status) wrong.push([format, "status", values.status, row[1]]);
      written.forEach(({ column, variables }, i) => {
        const value = row[i + 2];
        if (value !== null && !variables.some((name) => values[name]?.trim() === (value as string).trim()))
          wrong.push([format, column, variables.map((name) => values[name]), value]);
      });
    }
    expect(wrong).to.deep.equal([]);
    const refused = lines.filter(({ id, hostile }) => !hostile && !found.has(id)).map(({ format }) => format);
    expect(refused, "ordinary lines that are refused").to.deep.equal([]);
    expect(found.size).to.equal(stored);
    expect(stored).to.be.greaterThan(lines.length / 2);
  });
});
