import type { BatchOutcome } from "./batch-transform";
import type { CurrentDirectory } from "./directory-reader";
import type { FirehoseTransformEvent, FirehoseTransformResult } from "./firehose-transform";
import type { BoundLine, LineBinder } from "./line-binder";

interface StageCounts {
  readonly id: string;
  requests: number;
  authorizerRequests: number;
  authorizerErrors: number;
  integrationRequests: number;
  integrationErrors: number;
  wafRequests: number;
  wafErrors: number;
  wafBlocked: number;
  wafLatencies: number[];
}

/**
 * Counts a batch, writes the counts as embedded-metric lines to standard output, and makes the answer.
 *
 * `<namespace>/Pipeline`, dimension `function` (the function's name): RecordsIn, RowsOut, RecordsDropped, RecordsFailed, LinesFailed, RowsWithoutCustomer,
 * UnknownKeys, DirectoryErrors, DirectoryAgeSeconds. Zeros of the last seven are not written: a series that never has data costs nothing.
 *
 * `<namespace>/AccessLogs`, dimensions `ApiId` and `Stage`, for the configured stages: what the service's own metrics do not say. AuthorizerErrors of
 * AuthorizerRequests, IntegrationErrors of IntegrationRequests, WafErrors and WafBlocked of WafRequests, WafLatency in milliseconds. An error is an error message
 * or a status of 500 and above. An embedded metric takes at most 100 values, so there may be several lines.
 */
export function makeTransformMetrics(
  config: { metricNamespace: string; metricsFor: readonly string[]; explainFailures?: boolean },
  binder: LineBinder,
) {
  const stringify = JSON.stringify;
  const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"] ?? "transform-access-logs";
  const MapOf = Map;
  const toNumber = Number;
  const indexOf = binder.indexOf;
  const customerId = indexOf("customer_id");
  const cellsOf = (prefix: string) => ({
    error: indexOf(`${prefix}_error`),
    status: indexOf(`${prefix}_status`),
    latency: indexOf(`${prefix}_latency_ms`),
  });
  const authorizer = cellsOf("authorizer");
  const integration = cellsOf("integration");
  const waf = cellsOf("waf");
  const wafResponse = indexOf("waf_response_code");
  let withoutCustomer = 0;
  let unknownKeys = 0;
  const stages = new MapOf<string, StageCounts>();
  const empty = (id: string): StageCounts => ({
    id,
    requests: 0,
    authorizerRequests: 0,
    authorizerErrors: 0,
    integrationRequests: 0,
    integrationErrors: 0,
    wafRequests: 0,
    wafErrors: 0,
    wafBlocked: 0,
    wafLatencies: [],
  });
  const watched = config.metricNamespace === "" ? [] : config.metricsFor;
  const took = (cells: BoundLine["cells"], at: typeof waf) =>
    cells[at.error] !== null || cells[at.status] !== null || cells[at.latency] !== null;
  const failed = (cells: BoundLine["cells"], at: typeof waf) => cells[at.error] !== null || toNumber(cells[at.status] ?? 0) >= 500;

  const observe = (line: BoundLine, stageId: string, unknownKey: boolean) => {
    const cells = line.cells;
    if (cells[customerId] === null) withoutCustomer++;
    if (unknownKey) unknownKeys++;
    if (watched.length === 0 || watched.indexOf(stageId) < 0) return;
    let counts = stages.get(stageId);
    if (counts === void 0) {
      counts = empty(stageId);
      stages.set(stageId, counts);
    }
    counts.requests++;
    if (took(cells, authorizer)) counts.authorizerRequests++;
    if (failed(cells, authorizer)) counts.authorizerErrors++;
    if (took(cells, integration)) counts.integrationRequests++;
    if (failed(cells, integration)) counts.integrationErrors++;
    if (took(cells, waf) || cells[wafResponse] !== null) counts.wafRequests++;
    if (failed(cells, waf)) counts.wafErrors++;
    if (cells[wafResponse] === "WAF_BLOCK") counts.wafBlocked++;
    const latency = cells[waf.latency];
    if (latency !== null && latency !== void 0 && /^\d{1,9}$/.test(latency)) counts.wafLatencies.push(toNumber(latency));
  };

  const emit = (
    namespace: string,
    about: { now: number; dimensions: Record<string, string>; values: Record<string, number | number[]>; units?: Record<string, string> },
    details?: object,
  ) => {
    const line = {
      _aws: {
        Timestamp: about.now,
        CloudWatchMetrics: [
          {
            Namespace: `${config.metricNamespace}/${namespace}`,
            Dimensions: [Object.keys(about.dimensions)],
            Metrics: Object.keys(about.values).map((Name) => ({ Name, Unit: about.units?.[Name] ?? "Count" })),
          },
        ],
      },
      ...about.dimensions,
      ...about.values,
      ...details,
    };
    process.stdout.write(`${stringify(line)}\n`);
  };

  const emitStages = (now: number) => {
    for (const counts of stages.values()) {
      const slash = counts.id.indexOf("/");
      const dimensions = { ApiId: counts.id.slice(0, slash), Stage: counts.id.slice(slash + 1) };
      const values: Record<string, number | number[]> = { Requests: counts.requests };
      if (counts.authorizerRequests > 0) {
        values["AuthorizerRequests"] = counts.authorizerRequests;
        values["AuthorizerErrors"] = counts.authorizerErrors;
      }
      if (counts.integrationRequests > 0) {
        values["IntegrationRequests"] = counts.integrationRequests;
        values["IntegrationErrors"] = counts.integrationErrors;
      }
      if (counts.wafRequests > 0) {
        values["WafRequests"] = counts.wafRequests;
        values["WafErrors"] = counts.wafErrors;
        values["WafBlocked"] = counts.wafBlocked;
      }
      if (counts.wafLatencies.length > 0) values["WafLatency"] = counts.wafLatencies.slice(0, 100);
      emit("AccessLogs", { now, dimensions, values, units: { WafLatency: "Milliseconds" } });
      for (let i = 100; i < counts.wafLatencies.length; i += 100) {
        const more = { WafLatency: counts.wafLatencies.slice(i, i + 100) };
        emit("AccessLogs", { now, dimensions, values: more, units: { WafLatency: "Milliseconds" } });
      }
    }
  };

  const answer = (
    event: FirehoseTransformEvent,
    about: { outcome: BatchOutcome; linesKept: boolean; directory: CurrentDirectory | null; now: number },
  ): FirehoseTransformResult => {
    const { answers, rows, failures, withFailedLines, failedLines } = about.outcome;
    if (!about.linesKept) {
      for (const at of withFailedLines) {
        answers[at] = { recordId: answers[at]!.recordId, result: "ProcessingFailed" };
        failures.push(answers[at]!.recordId, "lines that failed could not be stored");
      }
    }
    const reasons = new MapOf<string, string>();
    const counted: Record<string, number> = {};
    for (let i = 0; i < failures.length; i += 2) {
      reasons.set(failures[i]!, failures[i + 1]!);
      counted[failures[i + 1]!] = (counted[failures[i + 1]!] ?? 0) + 1;
    }
    let rowsOut = 0;
    let dropped = 0;
    for (let i = 0; i < answers.length; i++) {
      if (answers[i]!.result === "Ok") rowsOut += rows[i]!;
      else if (answers[i]!.result === "Dropped") dropped++;
      else if (config.explainFailures) answers[i]!.errorMessage = reasons.get(answers[i]!.recordId) ?? "";
    }
    if (config.metricNamespace !== "") {
      const values: Record<string, number> = { RecordsIn: event.records.length, RowsOut: rowsOut };
      const generated = about.directory === null ? null : about.directory.index.generatedAt;
      const seldom: Record<string, number> = {
        RecordsDropped: dropped,
        RecordsFailed: failures.length / 2,
        LinesFailed: about.linesKept ? failedLines.length : 0,
        RowsWithoutCustomer: withoutCustomer,
        UnknownKeys: unknownKeys,
        DirectoryErrors: about.directory?.problem ? 1 : 0,
        DirectoryAgeSeconds: generated === null ? 0 : Math.max(0, Math.round((about.now - generated) / 1000)),
      };
      for (const name of Object.keys(seldom)) if (seldom[name]! > 0) values[name] = seldom[name]!;
      const details = failures.length > 0 ? { failures: counted } : {};
      emit(
        "Pipeline",
        { now: about.now, dimensions: { function: functionName }, values, units: { DirectoryAgeSeconds: "Seconds" } },
        details,
      );
      emitStages(about.now);
    }
    withoutCustomer = 0;
    unknownKeys = 0;
    stages.clear();
    return { records: answers };
  };

  /** Fails every record of a batch for one reason. */
  const refuse = (event: FirehoseTransformEvent, reason: string): FirehoseTransformResult => {
    const outcome: BatchOutcome = {
      answers: event.records.map(({ recordId }) => ({ recordId, result: "ProcessingFailed" as const })),
      failedLines: [],
      withFailedLines: [],
      rows: event.records.map(() => 0),
      failures: event.records.flatMap(({ recordId }) => [recordId, reason]),
    };
    return answer(event, { outcome, linesKept: true, directory: null, now: Date.now() });
  };
  return { observe, answer, refuse };
}
