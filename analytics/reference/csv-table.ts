/** A line of a file that is not what it must be. */
export class InvalidLine extends Error {
  /** The message without the word for what is wrong, to stand behind the name of a setting. */
  readonly reason: string;

  constructor(file: string, line: number, must: string, given: string) {
    const reason = `line ${line} of '${file}' must be ${must}, got '${given.length > 120 ? `${given.slice(0, 120)}…` : given}'.`;
    super(`Invalid ${reason}`);
    this.name = "InvalidLine";
    this.reason = reason;
  }
}

/** A line of a CSV file, with its number from 1. */
export interface CsvLine {
  readonly number: number;
  readonly text: string;
  readonly fields: readonly string[];
}

/** Fields of a line: separated by commas, in double quotes where they hold one. A field that spans lines is refused, as Athena refuses it. */
function fieldsOf(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(",").map((field) => field.trim());
  const fields: string[] = [];
  const field = /\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/y;
  while (true) {
    const match = field.exec(text);
    if (match === null) return undefined;
    fields.push(match[1] === undefined ? match[2]!.trim() : match[1].replaceAll('""', '"'));
    if (match[3] === "") return fields;
  }
}

/** The lines of a CSV file that say something: neither empty nor behind a `#`. */
export function* csvLines(text: string, file: string): Generator<CsvLine> {
  let number = 0;
  for (const raw of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    number++;
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const fields = fieldsOf(line);
    if (fields === undefined) throw new InvalidLine(file, number, "fields separated by commas, with closed quotes", line);
    yield { number, text: line, fields };
  }
}

/** Whether a first field can only be the name of its column: an address begins with a digit or holds a dot or a colon. */
export const isName = (field: string): boolean => /^[A-Za-z][\w -]*$/.test(field);

const quoted = (value: string): string => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** Rows in the form of a `csv` table of the catalog: quoted, quotes and backslashes behind a backslash, no heading. */
export const tableText = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(quoted).join(",")}\n`).join("");
