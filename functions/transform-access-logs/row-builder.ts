import type { KeptAddress } from "../client-address";
import type { DirectoryIndex, StageEntry } from "./directory-index";
import type { BoundLine, LineBinder } from "./line-binder";
import type { RowWriter } from "./row-writer";
import type { ValueReaders } from "./value-readers";

/** Where a line comes from, as far as its row must know. */
export interface LineOrigin {
  readonly stages: readonly StageEntry[] | null;
  readonly owner: string | null;
  /** When the line or its record arrived, in milliseconds. */
  readonly arrival: number;
  /** Makes the key of a row that has no request id. */
  readonly rowId: () => string;
}

/** What holds for all rows of a batch. */
export interface BatchContext {
  /** Why no record may be transformed now; null: they may. */
  readonly refusal: string | null;
  readonly now: number;
  /** `now` as the lake writes it. */
  readonly ingestedAt: string;
  readonly region: string | null;
  readonly directory: DirectoryIndex;
  readonly keepAddress: (text: string) => KeptAddress;
  readonly pseudonym: ((text: string) => string) | null;
  readonly keyVersion: string | null;
}

export interface BuiltRow {
  readonly text: string;
  /** The moment that decides the row's day, in milliseconds. */
  readonly at: number;
}

interface Tools {
  readonly binder: LineBinder;
  readonly readers: ValueReaders;
  readonly writer: RowWriter;
  attribute(line: BoundLine, stageId: string, directory: DirectoryIndex, pseudonym: BatchContext["pseudonym"]): boolean;
  hide(line: BoundLine, keepAddress: BatchContext["keepAddress"], pseudonym: BatchContext["pseudonym"]): void;
}

/**
 * Makes a row of a line: fills what the line leaves out from where it came from and from the directory, attributes it, hides what is to be hidden.
 *
 * A time is usable when its day lies within the lake's range, 2015-01-01 to tomorrow (clocks differ). Without a usable time the row takes the moment of its
 * arrival, so that it is counted within seconds of the truth, and says so: `attributes.request_time_source` is `arrival`.
 */
export function makeRowBuilder(observe: (line: BoundLine, stageId: string, unknownKey: boolean) => void, tools: Tools) {
  const { attribute, hide } = tools;
  const { time } = tools.readers;
  const write = tools.writer.write;
  const parse = JSON.parse;
  const textOf = String;
  const isArray = Array.isArray;
  const { columns, indexOf } = tools.binder;
  const requestTime = indexOf("request_time");
  const rowKey = indexOf("row_key");
  const extendedRequestId = indexOf("extended_request_id");
  const requestId = indexOf("request_id");
  const accountId = indexOf("account_id");
  const region = indexOf("region");
  const apiId = indexOf("api_id");
  const apiKind = indexOf("api_kind");
  const apiName = indexOf("api_name");
  const stage = indexOf("stage");
  const method = indexOf("http_method");
  const route = indexOf("route");
  const keyVersion = indexOf("privacy_key_version");
  const attributesAt = indexOf("attributes");
  const firstMoment = Date.UTC(2015, 0, 1);
  const dayLength = 86400000;
  const usable = (at: number | null, now: number): at is number =>
    at !== null && at >= firstMoment && at < (Math.floor(now / dayLength) + 2) * dayLength;

  const momentOf = (line: BoundLine, origin: LineOrigin, now: number): number => {
    const cells = line.cells;
    const said = cells[requestTime]!;
    if (said !== null) {
      const at = time(said);
      if (usable(at, now)) return at;
    }
    for (let i = 0; i < line.times.length; i++) {
      const at = time(line.times[i]!);
      if (usable(at, now)) return at;
    }
    if (said !== null) line.extras.push("request_time", said);
    line.extras.push("request_time_source", "arrival");
    return usable(origin.arrival, now) ? origin.arrival : now;
  };

  const build = (line: BoundLine, origin: LineOrigin, context: BatchContext): BuiltRow => {
    const cells = line.cells;
    const directory = context.directory;
    if (origin.stages !== null && origin.stages.length === 1 && cells[apiId] === null) {
      cells[apiId] = origin.stages[0]!.apiId;
      if (cells[stage] === null) cells[stage] = origin.stages[0]!.stage;
    }
    const stageId = `${cells[apiId]}/${cells[stage]}`;
    const api = cells[apiId] === null ? void 0 : directory.apis.get(cells[apiId]!);
    if (api !== void 0 && api.kind !== null) cells[apiKind] = api.kind;
    else if (cells[apiKind] === null) cells[apiKind] = line.kind;
    if (cells[apiName] === null && api !== void 0) cells[apiName] = api.name;
    if (cells[region] === null) cells[region] = context.region;
    if (cells[accountId] === null) cells[accountId] = origin.owner;
    const template = cells[route]!;
    if (template !== null && cells[method] !== null && template.charCodeAt(0) === 47) cells[route] = `${cells[method]} ${template}`;
    const at = momentOf(line, origin, context.now);
    cells[requestTime] = textOf(at);
    cells[rowKey] = cells[extendedRequestId] ?? cells[requestId] ?? origin.rowId();
    const unknownKey = attribute(line, stageId, directory, context.pseudonym);
    hide(line, context.keepAddress, context.pseudonym);
    cells[keyVersion] = context.keyVersion;
    observe(line, stageId, unknownKey);
    return { text: write(line, context.ingestedAt, null), at };
  };

  /**
   * Takes a row of ours that comes back: its columns are checked and written again, values of wrong types go to its attributes. Nothing is
   * attributed or hidden a second time. A text with any other key is no row of ours.
   */
  const rebuild = (text: string, context: BatchContext): BuiltRow | string => {
    let row: Record<string, unknown>;
    try {
      row = parse(text);
    } catch {
      return "the row that was put back is not JSON";
    }
    if (row === null || typeof row !== "object" || isArray(row) || typeof row["row_key"] !== "string" || row["schema_version"] === void 0)
      return "the row that was put back has no row_key and schema_version";
    const cells: (string | null)[] = columns.map(() => null);
    const extras: string[] = [];
    for (const key of Object.keys(row)) {
      const value = row[key];
      const column = indexOf(key);
      if (column < 0) return "the row that was put back has a key that is no column";
      if (value === null || column === attributesAt) continue;
      if (typeof value === "object") return "the row that was put back has a value that is no text, number or boolean";
      cells[column] = textOf(value);
    }
    const at = cells[requestTime] === null ? null : time(cells[requestTime]!);
    if (!usable(at, context.now)) return "the row that was put back has no usable request_time";
    const attributes = row["attributes"];
    return {
      text: write({ cells, extras, times: [], kind: null }, context.ingestedAt, typeof attributes === "string" ? attributes : null),
      at,
    };
  };
  return { build, rebuild };
}
